import type pg from 'pg';
import { orUnavailable } from '../../shared/database/pool.ts';
import { inTransaction } from '../../shared/database/transaction.ts';
import { after, DAY, KNOWN_PLACE_LIFETIME } from '../lifetimes.ts';

export const MAX_PLACES = 20;

/** Number of wrong passwords and time of the last attempt. */
export interface Failures {
  failures: number;
  lastAt: Date;
}

/** Failed passwords and the accounts' known addresses. The only file with their SQL. */
export class PlaceStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /**
   * Counts an attempt as failed before it is made, so that concurrent attempts are all counted.
   *
   * @param assertMayTry throws if the attempt is too early; then nothing is counted
   * @returns the previous count
   */
  countFailure(key: string, now: Date, assertMayTry: (before: Failures) => void): Promise<Failures> {
    return inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<Failures>(
        `INSERT INTO failed_passwords AS f (key, failures, last_at) VALUES ($1, 0, $2)
         ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN f.last_at < $3 THEN 0 ELSE f.failures END
         RETURNING failures, last_at AS "lastAt"`,
        [key, now, after(now, -DAY)],
      );
      const before = rows[0] ?? { failures: 0, lastAt: now };
      assertMayTry(before);
      await client.query('UPDATE failed_passwords SET failures = $2, last_at = $3 WHERE key = $1', [
        key,
        before.failures + 1,
        now,
      ]);
      return before;
    });
  }

  /** Reverts `countFailure` for an attempt that was not made. */
  async uncountFailure(key: string, { lastAt }: Failures): Promise<void> {
    await this.#query('UPDATE failed_passwords SET failures = failures - 1, last_at = $2 WHERE key = $1', [
      key,
      lastAt,
    ]);
  }

  async forgetFailures(key: string): Promise<void> {
    await this.#query('DELETE FROM failed_passwords WHERE key = $1', [key]);
  }

  async isKnownPlace(sub: string, place: string, now: Date): Promise<boolean> {
    const { rows } = await this.#query('SELECT FROM known_places WHERE sub = $1 AND place = $2 AND last_used_at > $3', [
      sub,
      place,
      after(now, -KNOWN_PLACE_LIFETIME),
    ]);
    return rows.length > 0;
  }

  /** Written at most once a day, since pages refresh every 10 minutes. The least recently used address is evicted. */
  async rememberPlace(sub: string, place: string, now: Date): Promise<void> {
    const { rowCount } = await this.#query(
      `INSERT INTO known_places AS k (sub, place, last_used_at)
       SELECT sub, $2::text, $3::timestamptz FROM people WHERE sub = $1 FOR KEY SHARE
       ON CONFLICT (sub, place) DO UPDATE SET last_used_at = excluded.last_used_at WHERE k.last_used_at < $4`,
      [sub, place, now, after(now, -DAY)],
    );
    if (rowCount === 0) return;
    await this.#query(
      `DELETE FROM known_places WHERE sub = $1 AND place IN (
         SELECT place FROM known_places WHERE sub = $1 ORDER BY last_used_at DESC, place OFFSET ${MAX_PLACES})`,
      [sub],
    );
  }

  async deleteExpired(now: Date): Promise<void> {
    await this.#query('DELETE FROM failed_passwords WHERE last_at < $1', [after(now, -DAY)]);
    await this.#query('DELETE FROM known_places WHERE last_used_at < $1', [after(now, -KNOWN_PLACE_LIFETIME)]);
  }

  #query(text: string, values: unknown[]): Promise<pg.QueryResult> {
    return orUnavailable(() => this.#pool.query(text, values));
  }
}
