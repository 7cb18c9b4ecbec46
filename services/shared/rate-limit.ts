import type pg from 'pg';
import { orUnavailable } from './database/pool.ts';
import { Problem } from './problem.ts';

const WINDOW_SECONDS = 60;
const CLEAN_EVERY_MS = 5 * 60_000;

/*
 * Counts in `rate_limits` of the service's own schema (UNLOGGED: after a crash everybody begins anew), so that the
 * limit is the same across replicas. Its table is made by the service's migrations:
 *   CREATE UNLOGGED TABLE rate_limits (key text PRIMARY KEY, window_start timestamptz NOT NULL, count integer NOT NULL);
 */
const DEBIT = `
  INSERT INTO rate_limits AS r (key, window_start, count)
  VALUES ($1, date_bin('${WINDOW_SECONDS} seconds', now(), 'epoch'), 1)
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN r.window_start = excluded.window_start THEN r.count + 1 ELSE 1 END,
    window_start = excluded.window_start
  RETURNING count, extract(epoch FROM window_start + interval '${WINDOW_SECONDS} seconds' - now())::float8 AS left_seconds`;

// It waits for no row: a statement that debits several keys could wait for it in turn.
const CLEAN = `
  DELETE FROM rate_limits WHERE key IN (
    SELECT key FROM rate_limits WHERE window_start < now() - interval '${WINDOW_SECONDS} seconds' FOR UPDATE SKIP LOCKED
  )`;

/** Limits of so many a minute, shared by all replicas of a service. */
export class RateLimiter {
  readonly #pool: pg.Pool;
  readonly #timer: NodeJS.Timeout;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#timer = setInterval(() => void this.#pool.query(CLEAN).catch(() => undefined), CLEAN_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Counts one use of `key`; throws `rate-limited` beyond `perMinute` uses.
   * @param what what there is too much of, as the client reads it: "logins with this name"
   */
  async debit(key: string, perMinute: number, what: string): Promise<void> {
    const { rows } = await orUnavailable(() => this.#pool.query<{ count: number; left_seconds: number }>(DEBIT, [key]));
    const row = rows[0];
    if (row && row.count > perMinute) throw rateLimited(what, row.left_seconds);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** @param leftSeconds until the window ends */
export function rateLimited(what: string, leftSeconds: number): Problem {
  const retryAfter = Math.max(1, Math.ceil(leftSeconds + Math.random() * 2));
  return new Problem('rate-limited', `Too many ${what}. Wait ${retryAfter} s and try again.`, { retryAfter });
}
