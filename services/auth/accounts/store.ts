import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';
import { skeletons } from '../../shared/text/skeletons.ts';
import { PERSON, type Person } from '../store.ts';

/** An account and the last login or refresh of its sessions. */
export type AccountSummary = Person & { lastUsedAt: Date | null };

const FILL_AT_ONCE = 500;
/** The contract's maximum. */
const MAX_ADMINISTRATORS = 200;

/** Reads accounts. */
export class AccountStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async find(nameKey: string): Promise<Person | undefined> {
    const [person] = await queryRows<Person>(this.#pool, {
      text: `SELECT ${PERSON} FROM people WHERE name_key = $1 AND password_hash IS NOT NULL AND deleted_at IS NULL`,
      values: [nameKey],
    });
    return person;
  }

  /** Existing accounts by name. */
  list(afterKey: string, limit: number, now: Date): Promise<AccountSummary[]> {
    return queryRows<AccountSummary>(this.#pool, {
      text: `
        SELECT ${PERSON},
          (SELECT max(last_used_at) FROM sessions WHERE sessions.sub = people.sub AND expires_at > $3) AS "lastUsedAt"
        FROM people WHERE password_hash IS NOT NULL AND deleted_at IS NULL AND name_key > $1
        ORDER BY name_key LIMIT $2`,
      values: [afterKey, limit, now],
    });
  }

  /** The accounts with these names. */
  withNames(nameKeys: readonly string[]): Promise<Person[]> {
    return queryRows<Person>(this.#pool, {
      text: `
        SELECT ${PERSON} FROM people WHERE name_key = ANY ($1) AND password_hash IS NOT NULL
        ORDER BY name_key LIMIT ${MAX_ADMINISTRATORS}`,
      values: [nameKeys],
    });
  }

  /** Fills in skeletons of people added by the previous release, row by row, so that no other statement waits. */
  async fillSkeletons(): Promise<void> {
    let filled: number;
    do {
      const people = await queryRows<{ sub: string; username: string }>(this.#pool, {
        text: `SELECT sub, username FROM people WHERE skeletons IS NULL LIMIT ${FILL_AT_ONCE}`,
      });
      for (const { sub, username } of people) {
        await this.#pool.query('UPDATE people SET skeletons = $2 WHERE sub = $1', [sub, skeletons(username)]);
      }
      filled = people.length;
    } while (filled === FILL_AT_ONCE);
  }
}
