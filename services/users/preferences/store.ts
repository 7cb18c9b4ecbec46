import type pg from 'pg';
import type { components } from '../../../generated/types/users.ts';
import { queryRows } from '../../shared/database/pool.ts';
import type { Person } from '../person.ts';

export type Preferences = components['schemas']['Preferences'];

/** The channel that is notified with the `sub` of a person whose preferences changed. */
export const PREFERENCES_CHANGED = 'preferences_changed';

/** The fields of this release's contract. A later one may have stored others, which stay but are not answered. */
const FIELDS: Record<keyof Preferences, true> = {
  sections: true,
  favourites: true,
  density: true,
  sound: true,
  ignored: true,
};

function withKnownFields(value: Preferences): Preferences {
  return Object.fromEntries(Object.entries(value).filter(([field]) => field in FIELDS));
}

/** Settings that follow people to all devices. The SQL function is in `migrations/`. */
export class PreferenceStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async find(sub: string): Promise<Preferences> {
    return (await this.findAll([sub])).get(sub) ?? {};
  }

  /** The preferences of those who have set any. */
  async findAll(subs: string[]): Promise<Map<string, Preferences>> {
    const rows = await queryRows<{ sub: string; value: Preferences }>(
      this.#pool,
      'SELECT sub, value FROM preferences WHERE sub = ANY ($1)',
      [subs],
    );
    return new Map(rows.map(({ sub, value }) => [sub, withKnownFields(value)]));
  }

  /** Replaces the given fields; returns all. */
  async update({ sub, username, guest }: Person, changes: Preferences): Promise<Preferences> {
    const [row] = await queryRows<{ value: Preferences }>(
      this.#pool,
      'SELECT update_preferences($1, $2, $3, $4) AS value',
      [sub, username, guest, JSON.stringify(changes)],
    );
    return withKnownFields(row?.value ?? changes);
  }
}
