import type pg from 'pg';
import { inTransaction } from '../shared/database/transaction.ts';
import { SESSION_ENDED } from '../shared/identity/verifier.ts';
import { skeletons } from '../shared/text/skeletons.ts';
import { after, DEFAULT_SESSION_LIFETIME, earlier, IDLE_LIFETIME, NAME_HOLD } from './lifetimes.ts';
import type { Rotation } from './sessions/refresh-tokens.ts';

/** A guest or an account. */
export interface Person {
  sub: string;
  username: string;
  nameKey: string;
  /** null for a guest. */
  passwordHash: string | null;
  /** Until when a guest's name is reserved; null for an account, whose name is permanent. */
  heldUntil: Date | null;
  /** When an account was disabled; null if it is enabled. */
  disabledAt: Date | null;
  /** A disabled account's password hash; its `passwordHash` then matches nothing. */
  disabledHash: string | null;
  /** When an account was deleted; its row only reserves the name. */
  deletedAt: Date | null;
}

/** An active session. */
export interface Session {
  sid: string;
  sub: string;
  rotation: Rotation;
  createdAt: Date;
  expiresAt: Date;
}

export const MAX_SESSIONS = 100;
export const PERSON = `people.sub, username, name_key AS "nameKey", password_hash AS "passwordHash", held_until AS "heldUntil",
  disabled_at AS "disabledAt", disabled_hash AS "disabledHash", deleted_at AS "deletedAt"`;
const ACTIVE = { disabledAt: null, disabledHash: null, deletedAt: null };

/**
 * Changes to people and sessions. They stand together, whatever feature makes them, since two
 * rules make them safe across replicas: taking a name locks the name first;
 * changing a person or their sessions locks the person first, several people in one statement and in one order.
 */
export class IdentityTransaction {
  readonly #client: pg.PoolClient;
  readonly #sessionLifetime: number;

  /** @param sessionLifetime maximum lifetime of a session, in milliseconds */
  constructor(client: pg.PoolClient, sessionLifetime: number) {
    this.#client = client;
    this.#sessionLifetime = sessionLifetime;
  }

  /** Prevents others from taking this name, existing or not, until the transaction ends. */
  async lockName(nameKey: string): Promise<void> {
    await this.#client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [nameKey]);
  }

  /**
   * A different name in use that is confusable with this one. Prevents others from taking a confusable name until the
   * transaction ends. Call it after locking the name and people, never before: this order prevents deadlocks.
   */
  async lookalike(
    { username, nameKey, except }: { username: string; nameKey: string; except: string[] },
    now: Date,
  ): Promise<string | undefined> {
    const looks = skeletons(username);
    // Locked in one order, so that two transactions never wait for each other.
    await this.#client.query(
      `SELECT pg_advisory_xact_lock(lock) FROM (
         SELECT DISTINCT hashtextextended(look, 1) AS lock FROM unnest($1::text[]) AS look ORDER BY lock
       ) AS locks`,
      [looks],
    );
    const { rows } = await this.#client.query<{ username: string }>(
      `SELECT username FROM people
       WHERE skeletons && $1 AND name_key <> $2 AND sub <> ALL ($3) AND (held_until IS NULL OR held_until > $4)
       ORDER BY held_until IS NULL DESC LIMIT 1`,
      [looks, nameKey, except, now],
    );
    return rows[0]?.username;
  }

  /** Locks and returns the name's holder, the owners of the sessions, and the person with this sub. */
  async lockPeople({
    nameKey,
    sids = [],
    sub,
  }: {
    nameKey?: string;
    sids?: string[];
    sub?: string;
  }): Promise<Person[]> {
    const { rows } = await this.#client.query<Person>(
      `SELECT ${PERSON} FROM people
       WHERE sub IN (SELECT sub FROM people WHERE name_key = $1 UNION SELECT sub FROM sessions WHERE sid = ANY ($2)
         UNION SELECT $3::uuid)
       ORDER BY sub FOR UPDATE`,
      [nameKey, sids, sub],
    );
    return rows;
  }

  /** An active session of a locked person. */
  async session(sid: string, now: Date): Promise<Session | undefined> {
    const { rows } = await this.#client.query<Session>(
      `SELECT sid, sub, rotation, created_at AS "createdAt", expires_at AS "expiresAt"
       FROM sessions WHERE sid = $1 AND expires_at > $2 AND created_at > $3`,
      [sid, now, after(now, -this.#sessionLifetime)],
    );
    return rows[0];
  }

  async addGuest(guest: Pick<Person, 'sub' | 'username' | 'nameKey'>, now: Date): Promise<Person> {
    return this.#addPerson({ ...guest, ...ACTIVE, passwordHash: null, heldUntil: after(now, NAME_HOLD) });
  }

  async addAccount(account: Pick<Person, 'sub' | 'username' | 'nameKey'>, passwordHash: string): Promise<Person> {
    return this.#addPerson({ ...account, ...ACTIVE, passwordHash, heldUntil: null });
  }

  /** Makes the person an account. A disabled account stays disabled. */
  async setPassword(sub: string, passwordHash: string): Promise<void> {
    await this.#client.query(
      `UPDATE people SET
         password_hash = CASE WHEN disabled_at IS NULL THEN $2 ELSE password_hash END,
         disabled_hash = CASE WHEN disabled_at IS NOT NULL THEN $2 END,
         held_until = NULL
       WHERE sub = $1`,
      [sub, passwordHash],
    );
  }

  /** @param unusableHash the hash of a random password, which matches nothing */
  async disableAccount(sub: string, unusableHash: string, now: Date): Promise<void> {
    await this.#client.query(
      `UPDATE people SET disabled_at = $3, disabled_hash = password_hash, password_hash = $2
       WHERE sub = $1 AND disabled_at IS NULL`,
      [sub, unusableHash, now],
    );
    await this.endAllSessions(sub);
  }

  async enableAccount(sub: string): Promise<void> {
    await this.#client.query(
      `UPDATE people SET password_hash = disabled_hash, disabled_hash = NULL, disabled_at = NULL
       WHERE sub = $1 AND disabled_at IS NOT NULL`,
      [sub],
    );
  }

  /** Removes the password and ends all sessions; the row stays, so that the name is reserved. */
  async deleteAccount(sub: string, unusableHash: string, now: Date): Promise<void> {
    await this.#client.query(
      `UPDATE people SET password_hash = $2, deleted_at = $3, disabled_hash = NULL, disabled_at = NULL WHERE sub = $1`,
      [sub, unusableHash, now],
    );
    await this.endAllSessions(sub);
  }

  /** @returns its expiry */
  async addSession(
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
  async useSession({ sid, sub, rotation, createdAt }: Omit<Session, 'expiresAt'>, now: Date): Promise<Date> {
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
  async endSession(person: Person, sid: string): Promise<void> {
    if (person.passwordHash === null) await this.removePerson(person.sub);
    else await this.#end('sid = $1', [sid]);
  }

  async endAllSessions(sub: string): Promise<void> {
    await this.#end('sub = $1', [sub]);
  }

  /** Ends all sessions and removes the person, which frees the name. */
  async removePerson(sub: string): Promise<void> {
    await this.endAllSessions(sub);
    await this.#client.query('DELETE FROM people WHERE sub = $1', [sub]);
  }

  #expiry(createdAt: Date, now: Date): Date {
    return earlier(after(now, IDLE_LIFETIME), after(createdAt, this.#sessionLifetime));
  }

  async #addPerson(person: Person): Promise<Person> {
    const { sub, username, nameKey, passwordHash, heldUntil } = person;
    await this.#client.query(
      `INSERT INTO people (sub, username, name_key, password_hash, held_until, skeletons)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [sub, username, nameKey, passwordHash, heldUntil, skeletons(username)],
    );
    return person;
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

/** Runs changes to people and sessions. */
export class IdentityStore {
  readonly #pool: pg.Pool;
  readonly #sessionLifetime: number;

  /** @param sessionLifetime maximum lifetime of a session, in milliseconds */
  constructor(pool: pg.Pool, sessionLifetime = DEFAULT_SESSION_LIFETIME) {
    this.#pool = pool;
    this.#sessionLifetime = sessionLifetime;
  }

  transaction<T>(work: (transaction: IdentityTransaction) => Promise<T>): Promise<T> {
    return inTransaction(this.#pool, (client) => work(new IdentityTransaction(client, this.#sessionLifetime)));
  }
}
