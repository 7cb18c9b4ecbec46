import type pg from 'pg';
import type { components } from '../../../generated/types/auth.ts';
import { queryRows } from '../../shared/database/pool.ts';
import { skeletons } from '../../shared/text/skeletons.ts';
import { after } from '../lifetimes.ts';

/** Longer than user-service needs from claiming a name to storing it, retries included. */
const CLAIM_MS = 60_000;

type ShownName = components['schemas']['ShownName'];

/** Claims of display names, in the transaction that compares them. */
export class DisplayNameChanges {
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  /** The person keeps their other display names until `confirm`: user-service may not store this one. */
  async claim(sub: string, name: string, now: Date): Promise<void> {
    await this.#client.query(
      `INSERT INTO display_names (sub, name, skeletons, claimed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (sub, name) DO UPDATE SET claimed_at = excluded.claimed_at`,
      [sub, name, skeletons(name), now],
    );
  }
}

/** The display names that people have. */
export class DisplayNameStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /**
   * Frees the display names that these people no longer have, except those claimed just now: a change that claimed one
   * may be about to store it. Locked rows are skipped: several replicas confirm at once.
   *
   * @returns the people who exist and have not claimed the display name that they have
   */
  async confirm(people: readonly ShownName[], now: Date): Promise<string[]> {
    const shown = JSON.stringify(people.map(({ sub, displayName }) => ({ sub, name: displayName })));
    await queryRows(
      this.#pool,
      `DELETE FROM display_names WHERE (sub, name) IN (
         SELECT old.sub, old.name
         FROM jsonb_to_recordset($1) AS shown (sub uuid, name text) JOIN display_names AS old USING (sub)
         WHERE old.name <> shown.name AND old.claimed_at < $2 FOR UPDATE OF old SKIP LOCKED)`,
      [shown, after(now, -CLAIM_MS)],
    );
    const unclaimed = await queryRows<{ sub: string }>(
      this.#pool,
      `SELECT sub FROM jsonb_to_recordset($1) AS shown (sub uuid, name text) JOIN people USING (sub)
       WHERE deleted_at IS NULL AND name <> username
         AND NOT EXISTS (SELECT FROM display_names AS d WHERE d.sub = shown.sub AND d.name = shown.name)`,
      [shown],
    );
    return unclaimed.map(({ sub }) => sub);
  }
}
