import type pg from 'pg';
import type { components } from '../../../generated/types/users.ts';
import { queryRows } from '../../shared/database/pool.ts';
import { DETAILS_COLUMNS, type DetailsRow } from '../details.ts';
import type { Person } from '../person.ts';

export interface ProfileRow extends DetailsRow {
  displayName: string;
  showLastSeen: boolean;
}

export type ProfileChanges = components['schemas']['ProfileRequest'];

/** How a person is shown. */
export interface Shown {
  sub: string;
  displayName: string;
}

/** How people are shown. The SQL functions are in `migrations/`. */
export class ProfileStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Undefined if the person was never online and has changed nothing. */
  async find(sub: string): Promise<ProfileRow | undefined> {
    const [profile] = await queryRows<ProfileRow>(
      this.#pool,
      `SELECT display_name AS "displayName", show_last_seen AS "showLastSeen", ${DETAILS_COLUMNS}
       FROM profiles WHERE sub = $1`,
      [sub],
    );
    return profile;
  }

  /** The display name must be claimed, or a spelling of the name. */
  async update({ sub, username, guest }: Person, changes: ProfileChanges): Promise<void> {
    await queryRows(this.#pool, 'SELECT update_profile($1, $2, $3, $4)', [
      sub,
      username,
      guest,
      JSON.stringify(changes),
    ]);
  }

  /** People by `sub`. */
  page(afterSub: string | undefined, limit: number): Promise<Shown[]> {
    return queryRows<Shown>(
      this.#pool,
      `SELECT sub, display_name AS "displayName" FROM profiles WHERE $1::uuid IS NULL OR sub > $1 ORDER BY sub LIMIT $2`,
      [afterSub, limit],
    );
  }

  /**
   * Deletes the profiles of those who are offline, with their preferences. Locked rows are skipped: they are in use, and
   * waiting for them could cause a deadlock.
   */
  async deleteOffline(subs: string[]): Promise<void> {
    await queryRows(
      this.#pool,
      `DELETE FROM profiles WHERE sub IN (
         SELECT sub FROM profiles
         WHERE sub = ANY ($1) AND NOT EXISTS (SELECT FROM people WHERE people.sub = profiles.sub AND online)
         FOR UPDATE SKIP LOCKED)`,
      [subs],
    );
  }
}
