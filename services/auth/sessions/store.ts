import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';
import { SESSION_ENDED } from '../../shared/identity/verifier.ts';
import { after, DEFAULT_SESSION_LIFETIME, earlier, IDLE_LIFETIME, NAME_HOLD } from '../lifetimes.ts';
import { PERSON, type Person } from '../person.ts';
import type { Rotation } from './refresh-tokens.ts';

/** An active session. */
export interface Session {
  sid: string;
  sub: string;
  rotation: Rotation;
  createdAt: Date;
  expiresAt: Date;
}

export interface SessionSummary {
  sid: string;
  createdAt: Date;
  lastUsedAt: Date;
  userAgent: string;
}

export const MAX_SESSIONS = 100;
const CLEAN_AT_ONCE = 500;

/** Reads sessions, and deletes expired ones. */
export class SessionStore {
  readonly #pool: pg.Pool;
  readonly #sessionLifetime: number;

  /** @param sessionLifetime how long a session lasts at most, in milliseconds */
  constructor(pool: pg.Pool, sessionLifetime = DEFAULT_SESSION_LIFETIME) {
    this.#pool = pool;
    this.#sessionLifetime = sessionLifetime;
  }

  /** The session's person, if it is active and theirs. A prepared statement, since every token check runs it. */
  async person(sid: string, sub: string, now: Date): Promise<Person | undefined> {
    const [person] = await queryRows<Person>(this.#pool, {
      name: 'person-of-session',
      text: `
        SELECT ${PERSON} FROM sessions JOIN people USING (sub)
        WHERE sid = $1 AND sub = $2 AND expires_at > $3 AND created_at > $4`,
      values: [sid, sub, now, this.#createdAfter(now)],
    });
    return person;
  }

  /** A person's active sessions by last use. */
  list(sub: string, now: Date): Promise<SessionSummary[]> {
    return queryRows<SessionSummary>(this.#pool, {
      text: `
        SELECT sid, created_at AS "createdAt", last_used_at AS "lastUsedAt", user_agent AS "userAgent"
        FROM sessions WHERE sub = $1 AND expires_at > $2 AND created_at > $3
        ORDER BY last_used_at DESC, sid LIMIT ${MAX_SESSIONS}`,
      values: [sub, now, this.#createdAfter(now)],
    });
  }

  /** Deletes expired sessions, and their guests. Not published, since their tokens expired long before. */
  async deleteExpired(now: Date): Promise<void> {
    for (const [table, key, kind] of [
      ['people', 'sub', 'IS NULL'],
      ['sessions', 'sid', 'IS NOT NULL'],
    ]) {
      const statement = `
        DELETE FROM ${table} WHERE ${key} IN (
          SELECT ${key} FROM sessions JOIN people USING (sub) WHERE expires_at <= $1 AND password_hash ${kind}
          LIMIT ${CLEAN_AT_ONCE} FOR UPDATE OF people SKIP LOCKED)`;
      let deleted: number | null;
      do ({ rowCount: deleted } = await this.#pool.query(statement, [now]));
      while (deleted === CLEAN_AT_ONCE);
    }
  }

  /** Sessions created before this are over, however recently they were used. */
  #createdAfter(now: Date): Date {
    return after(now, -this.#sessionLifetime);
  }
}

/** Changes to sessions of people whose rows are locked. */
export class SessionChanges {
  readonly #client: pg.PoolClient;
  readonly #sessionLifetime: number;

  /** @param sessionLifetime how long a session lasts at most, in milliseconds */
  constructor(client: pg.PoolClient, sessionLifetime: number) {
    this.#client = client;
    this.#sessionLifetime = sessionLifetime;
  }

  /** An active session of a locked person. */
  async find(sid: string, now: Date): Promise<Session | undefined> {
    const { rows } = await this.#client.query<Session>(
      `SELECT sid, sub, rotation, created_at AS "createdAt", expires_at AS "expiresAt"
       FROM sessions WHERE sid = $1 AND expires_at > $2 AND created_at > $3`,
      [sid, now, after(now, -this.#sessionLifetime)],
    );
    return rows[0];
  }

  /** @returns its expiry */
  async add(
    { sid, sub, rotation }: Pick<Session, 'sid' | 'sub' | 'rotation'>,
    userAgent: string,
    now: Date,
  ): Promise<Date> {
    const expiresAt = this.#expiry(now, now);
    await this.#client.query(
      `INSERT INTO sessions (sid, sub, rotation, user_agent, created_at, last_used_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $5, $6)`,
      [sid, sub, rotation, userAgent, now, expiresAt],
    );
    await this.#end(
      'sid IN (SELECT sid FROM sessions WHERE sub = $1 ORDER BY sid = $2 DESC, last_used_at DESC OFFSET $3)',
      [sub, sid, MAX_SESSIONS],
    );
    return expiresAt;
  }

  /**
   * Extends a session, and a guest's hold of the name.
   *
   * @returns the new expiry
   */
  async use({ sid, sub, rotation, createdAt }: Omit<Session, 'expiresAt'>, now: Date): Promise<Date> {
    const expiresAt = this.#expiry(createdAt, now);
    await this.#client.query('UPDATE sessions SET rotation = $2, last_used_at = $3, expires_at = $4 WHERE sid = $1', [
      sid,
      rotation,
      now,
      expiresAt,
    ]);
    await this.#client.query('UPDATE people SET held_until = $2 WHERE sub = $1 AND password_hash IS NULL', [
      sub,
      after(now, NAME_HOLD),
    ]);
    return expiresAt;
  }

  /** Ends an account's session; a guest is removed with it, which frees the name. */
  async end({ sub, passwordHash }: Person, sid: string): Promise<void> {
    if (passwordHash !== null) return this.#end('sid = $1', [sid]);
    await this.endAll(sub);
    await this.#client.query('DELETE FROM people WHERE sub = $1', [sub]);
  }

  async endAll(sub: string): Promise<void> {
    await this.#end('sub = $1', [sub]);
  }

  #expiry(createdAt: Date, now: Date): Date {
    return earlier(after(now, IDLE_LIFETIME), after(createdAt, this.#sessionLifetime));
  }

  /** Services that cache tokens of the sessions are notified when this transaction commits. */
  async #end(condition: string, values: unknown[]): Promise<void> {
    await this.#client.query(
      `WITH ended AS (DELETE FROM sessions WHERE ${condition} RETURNING sid)
       SELECT pg_notify('${SESSION_ENDED}', sid::text) FROM ended`,
      values,
    );
  }
}
