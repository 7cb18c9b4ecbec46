import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';
import { skeletons } from '../../shared/text/skeletons.ts';
import { PERSON, type Person } from '../person.ts';
import type { SessionChanges } from '../sessions/store.ts';
import type { ResetChanges } from './reset/store.ts';

/** An account and the last login or refresh of its sessions. */
export type AccountSummary = Person & { lastUsedAt: Date | null };
/** A guest and the last login or refresh. */
export type GuestSummary = Person & { lastUsedAt: Date };

const FILL_AT_ONCE = 500;
/** The contract's maximum. */
export const MAX_ADMINISTRATORS = 200;

/** Existing accounts that are administrators, by name ($1) or made one. In a form that uses the indexes of both. */
const ADMINISTRATORS = `
  sub IN (SELECT sub FROM people WHERE name_key = ANY ($1::text[]) UNION SELECT sub FROM people WHERE administrator)
  AND password_hash IS NOT NULL AND deleted_at IS NULL`;

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

  /** Existing accounts by name whose key contains a text. */
  list(containing: string, afterKey: string, limit: number, now: Date): Promise<AccountSummary[]> {
    return queryRows<AccountSummary>(this.#pool, {
      text: `
        SELECT ${PERSON},
          (SELECT max(last_used_at) FROM sessions WHERE sessions.sub = people.sub AND expires_at > $3) AS "lastUsedAt"
        FROM people WHERE password_hash IS NOT NULL AND deleted_at IS NULL AND name_key > $1
          AND position($4 IN name_key) > 0
        ORDER BY name_key LIMIT $2`,
      values: [afterKey, limit, now, containing],
    });
  }

  /** Guests with a session by name whose key contains a text. */
  listGuests(containing: string, afterKey: string, limit: number, now: Date): Promise<GuestSummary[]> {
    return queryRows<GuestSummary>(this.#pool, {
      text: `
        SELECT ${PERSON}, latest.used_at AS "lastUsedAt"
        FROM people JOIN LATERAL (
          SELECT max(last_used_at) AS used_at FROM sessions WHERE sessions.sub = people.sub AND expires_at > $3
        ) AS latest ON latest.used_at IS NOT NULL
        WHERE password_hash IS NULL AND name_key > $1 AND position($4 IN name_key) > 0
        ORDER BY name_key LIMIT $2`,
      values: [afterKey, limit, now, containing],
    });
  }

  /** @param named the names in ADMINS */
  administrators(named: ReadonlySet<string>): Promise<Person[]> {
    return queryRows<Person>(this.#pool, {
      text: `SELECT ${PERSON} FROM people WHERE ${ADMINISTRATORS} ORDER BY name_key LIMIT ${MAX_ADMINISTRATORS}`,
      values: [[...named]],
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

/** Changes to accounts whose rows are locked. */
export class AccountChanges {
  readonly #client: pg.PoolClient;
  readonly #sessions: SessionChanges;
  readonly #resets: ResetChanges;

  constructor(client: pg.PoolClient, sessions: SessionChanges, resets: ResetChanges) {
    this.#client = client;
    this.#sessions = sessions;
    this.#resets = resets;
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
  async disable(sub: string, unusableHash: string, now: Date): Promise<void> {
    await this.#client.query(
      `UPDATE people SET disabled_at = $3, disabled_hash = password_hash, password_hash = $2
       WHERE sub = $1 AND disabled_at IS NULL`,
      [sub, unusableHash, now],
    );
    await this.#resets.remove(sub);
    await this.#sessions.endAll(sub);
  }

  async enable(sub: string): Promise<void> {
    await this.#client.query(
      `UPDATE people SET password_hash = disabled_hash, disabled_hash = NULL, disabled_at = NULL
       WHERE sub = $1 AND disabled_at IS NOT NULL`,
      [sub],
    );
  }

  /** Removes the password and ends all sessions; the row stays, so that the name is reserved. */
  async delete(sub: string, unusableHash: string, now: Date): Promise<void> {
    await this.#client.query(
      `UPDATE people SET password_hash = $2, deleted_at = $3, disabled_hash = NULL, disabled_at = NULL WHERE sub = $1`,
      [sub, unusableHash, now],
    );
    await this.#sessions.endAll(sub);
  }

  /**
   * Prevents others from making or revoking administrators until the transaction ends, so that one always remains and
   * the setup link makes only one. Call it before locking names and people.
   */
  async lockAdministrators(): Promise<void> {
    await this.#client.query(`SELECT pg_advisory_xact_lock(hashtextextended('administrators', 2))`);
  }

  /** The subs of administrators who can log in. @param named the names in ADMINS */
  async administrators(named: ReadonlySet<string>): Promise<string[]> {
    const { rows } = await this.#client.query<{ sub: string }>(
      `SELECT sub FROM people WHERE ${ADMINISTRATORS} AND disabled_at IS NULL LIMIT ${MAX_ADMINISTRATORS}`,
      [[...named]],
    );
    return rows.map(({ sub }) => sub);
  }

  async setAdministrator(sub: string, administrator: boolean): Promise<void> {
    await this.#client.query('UPDATE people SET administrator = $2 WHERE sub = $1', [sub, administrator]);
    await this.#resets.remove(sub);
  }
}
