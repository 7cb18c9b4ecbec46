import type pg from 'pg';
import type { components } from '../../../generated/types/users.ts';
import { queryRows } from '../../shared/database/pool.ts';
import { DETAILS_COLUMNS, type DetailsRow } from '../details.ts';
import type { Person } from '../person.ts';

const CLEAN_AT_ONCE = 1_000;

export interface ProfileRow extends DetailsRow {
  displayName: string;
  showLastSeen: boolean;
}

export type ProfileChanges = components['schemas']['ProfileRequest'];

/** What prevents a change. */
export interface Refusal {
  problem: 'unknown' | 'taken' | null;
  otherName: string | null;
}

/** A person whose names have no skeletons yet. */
export interface Unindexed extends Omit<Person, 'username'> {
  username: string | null;
  displayName: string;
}

export interface Indexed extends Unindexed {
  skeletons: string[];
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

  /**
   * @param looks the skeletons of a new display name, none of which may be another person's; undefined if it is theirs
   * @param skeletons those of both names from then on
   */
  async update(
    { sub, username, guest }: Person,
    changes: ProfileChanges,
    looks: string[] | undefined,
    skeletons: string[],
  ): Promise<Refusal> {
    const [refusal] = await queryRows<Refusal>(
      this.#pool,
      'SELECT problem, other_name AS "otherName" FROM update_profile($1, $2, $3, $4, $5, $6)',
      [sub, username, guest, JSON.stringify(changes), looks ?? null, skeletons],
    );
    return refusal ?? { problem: null, otherName: null };
  }

  /** People whose names have no skeletons: they came since, or have been here since before those were stored. */
  unindexed(limit: number): Promise<Unindexed[]> {
    return queryRows<Unindexed>(
      this.#pool,
      `SELECT sub, username, display_name AS "displayName", guest FROM profiles WHERE skeletons IS NULL
       ORDER BY sub LIMIT $1`,
      [limit],
    );
  }

  /** Adds the skeletons of people whose names are still the same. */
  async setSkeletons(people: Indexed[]): Promise<void> {
    await queryRows(
      this.#pool,
      `UPDATE profiles SET skeletons = ARRAY(SELECT jsonb_array_elements_text(indexed.skeletons))
       FROM jsonb_to_recordset($1) AS indexed (sub uuid, username text, "displayName" text, skeletons jsonb)
       WHERE profiles.sub = indexed.sub AND profiles.skeletons IS NULL
         AND profiles.display_name = indexed."displayName"
         AND profiles.username IS NOT DISTINCT FROM indexed.username`,
      [JSON.stringify(people)],
    );
  }

  /**
   * Deletes the profiles of guests whose sessions have ended, in batches. Locked rows are skipped: they are in use, and
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
