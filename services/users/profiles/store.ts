import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';
import type { Person } from '../person.ts';

const CLEAN_AT_ONCE = 1_000;

/** Display names. */
export class ProfileStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Present if it differs from the name. */
  async displayName(sub: string): Promise<string | undefined> {
    const [profile] = await queryRows<{ display_name: string }>(
      this.#pool,
      'SELECT display_name FROM profiles WHERE sub = $1',
      [sub],
    );
    return profile?.display_name;
  }

  async rename({ sub, username, guest }: Person, displayName: string): Promise<void> {
    await queryRows(this.#pool, 'SELECT rename_person($1, $2, $3, $4)', [sub, username, guest, displayName]);
  }

  /**
   * Deletes display names of guests whose sessions have ended, in batches. Locked rows are skipped: they are in use, and
   * waiting for them could cause a deadlock.
   */
  async deleteGuests(notSeenForMs: number): Promise<void> {
    await queryRows(
      this.#pool,
      `DELETE FROM profiles WHERE sub IN (
         SELECT sub FROM profiles WHERE guest AND seen_at < now() - $1::interval
         LIMIT ${CLEAN_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      [`${notSeenForMs} milliseconds`],
    );
  }
}
