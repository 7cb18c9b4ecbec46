import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';
import { after, DEFAULT_SESSION_LIFETIME } from '../lifetimes.ts';
import { MAX_SESSIONS, PERSON, type Person } from '../store.ts';

export interface SessionSummary {
  sid: string;
  createdAt: Date;
  lastUsedAt: Date;
  userAgent: string;
}

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
