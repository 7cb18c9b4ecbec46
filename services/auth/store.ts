import type pg from 'pg';
import { orUnavailable } from '../shared/database/pool.ts';
import { inTransaction } from '../shared/database/transaction.ts';
import { skeletons } from '../shared/text/skeletons.ts';
import { after, DEFAULT_SESSION_LIFETIME } from './lifetimes.ts';
import { IdentityTransaction, MAX_SESSIONS, PERSON, type Person } from './store-transaction.ts';

export interface SessionSummary {
  sid: string;
  createdAt: Date;
  lastUsedAt: Date;
  userAgent: string;
}

/** An account and the last login or refresh of its sessions. */
export type AccountSummary = Person & { lastUsedAt: Date | null };

const CLEAN_AT_ONCE = 500;
const FILL_AT_ONCE = 500;
/** The contract's maximum. */
const MAX_ADMINISTRATORS = 200;

/** People and their sessions. This file and `store-transaction.ts` are the only ones with their SQL. */
export class Store {
  readonly #pool: pg.Pool;
  readonly #sessionLifetime: number;

  /** @param sessionLifetime how long a session lasts at most, in milliseconds */
  constructor(pool: pg.Pool, sessionLifetime = DEFAULT_SESSION_LIFETIME) {
    this.#pool = pool;
    this.#sessionLifetime = sessionLifetime;
  }

  /** The session's person, if it is active and theirs. A prepared statement, since every token check runs it. */
  async personOfSession(sid: string, sub: string, now: Date): Promise<Person | undefined> {
    const [person] = await this.#query<Person>({
      name: 'person-of-session',
      text: `
        SELECT ${PERSON} FROM sessions JOIN people USING (sub)
        WHERE sid = $1 AND sub = $2 AND expires_at > $3 AND created_at > $4`,
      values: [sid, sub, now, this.#createdAfter(now)],
    });
    return person;
  }

  async account(nameKey: string): Promise<Person | undefined> {
    const [person] = await this.#query<Person>({
      text: `SELECT ${PERSON} FROM people WHERE name_key = $1 AND password_hash IS NOT NULL AND deleted_at IS NULL`,
      values: [nameKey],
    });
    return person;
  }

  /** Existing accounts by name. */
  listAccounts(afterKey: string, limit: number, now: Date): Promise<AccountSummary[]> {
    return this.#query<AccountSummary>({
      text: `
        SELECT ${PERSON},
          (SELECT max(last_used_at) FROM sessions WHERE sessions.sub = people.sub AND expires_at > $3) AS "lastUsedAt"
        FROM people WHERE password_hash IS NOT NULL AND deleted_at IS NULL AND name_key > $1
        ORDER BY name_key LIMIT $2`,
      values: [afterKey, limit, now],
    });
  }

  /** A person's active sessions by last use. */
  sessions(sub: string, now: Date): Promise<SessionSummary[]> {
    return this.#query<SessionSummary>({
      text: `
        SELECT sid, created_at AS "createdAt", last_used_at AS "lastUsedAt", user_agent AS "userAgent"
        FROM sessions WHERE sub = $1 AND expires_at > $2 AND created_at > $3
        ORDER BY last_used_at DESC, sid LIMIT ${MAX_SESSIONS}`,
      values: [sub, now, this.#createdAfter(now)],
    });
  }

  transaction<T>(work: (transaction: IdentityTransaction) => Promise<T>): Promise<T> {
    return inTransaction(this.#pool, (client) => work(new IdentityTransaction(client, this.#sessionLifetime)));
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

  /** Fills in skeletons of people added by the previous release, row by row, so that no other statement waits. */
  async fillSkeletons(): Promise<void> {
    let filled: number;
    do {
      const people = await this.#query<{ sub: string; username: string }>({
        text: `SELECT sub, username FROM people WHERE skeletons IS NULL LIMIT ${FILL_AT_ONCE}`,
      });
      for (const { sub, username } of people) {
        await this.#pool.query('UPDATE people SET skeletons = $2 WHERE sub = $1', [sub, skeletons(username)]);
      }
      filled = people.length;
    } while (filled === FILL_AT_ONCE);
  }

  /** The accounts with these names. */
  accounts(nameKeys: readonly string[]): Promise<Person[]> {
    return this.#query<Person>({
      text: `
        SELECT ${PERSON} FROM people WHERE name_key = ANY ($1) AND password_hash IS NOT NULL
        ORDER BY name_key LIMIT ${MAX_ADMINISTRATORS}`,
      values: [nameKeys],
    });
  }

  /** Sessions created before this are over, however recently they were used. */
  #createdAfter(now: Date): Date {
    return after(now, -this.#sessionLifetime);
  }

  async #query<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]> {
    const { rows } = await orUnavailable(() => this.#pool.query<Row>(query));
    return rows;
  }
}
