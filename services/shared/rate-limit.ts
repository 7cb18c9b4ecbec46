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
const COUNT_ONE = `
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN r.window_start = excluded.window_start THEN r.count + 1 ELSE 1 END,
    window_start = excluded.window_start
  RETURNING count`;
const LEFT_SECONDS = `extract(epoch FROM this_window + interval '${WINDOW_SECONDS} seconds' - now())::float8 AS left_seconds`;
const debitStatement = {
  name: 'debit',
  text: `
    WITH now_in AS (SELECT date_bin('${WINDOW_SECONDS} seconds', now(), 'epoch') AS this_window),
    first AS (
      INSERT INTO rate_limits AS r (key, window_start, count) SELECT $1, this_window, 1 FROM now_in ${COUNT_ONE}
    ),
    second AS (
      INSERT INTO rate_limits AS r (key, window_start, count)
      SELECT $3, this_window, 1 FROM now_in, first WHERE $3::text IS NOT NULL AND first.count <= $2 AND first.count > $4
      ${COUNT_ONE}
    )
    SELECT first.count AS first, second.count AS second, ${LEFT_SECONDS}
    FROM now_in, first LEFT JOIN second ON true`,
};

// It waits for no row: a statement that debits several keys could wait for it in turn.
const CLEAN = `
  DELETE FROM rate_limits WHERE key IN (
    SELECT key FROM rate_limits WHERE window_start < now() - interval '${WINDOW_SECONDS} seconds' FOR UPDATE SKIP LOCKED
  )`;

/** A use of what is limited. */
export interface Use {
  key: string;
  perMinute: number;
  /** What there is too much of beyond that, as the client reads it: "logins with this name". */
  what: string;
}

/** A use that counts only beyond so many of the first kind in the same minute. */
export interface FurtherUse extends Use {
  beyond?: number;
}

interface Counts {
  first: number;
  second: number | null;
  left_seconds: number;
}

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
   * Counts a use, and then one of a second kind; throws `rate-limited` beyond what either allows. What the first refuses
   * is not counted for the second.
   */
  async debit(first: Use, second?: FurtherUse): Promise<void> {
    const values = [first.key, first.perMinute, second?.key, second?.beyond ?? 0];
    const { rows } = await orUnavailable(() => this.#pool.query<Counts>({ ...debitStatement, values }));
    const [counts] = rows;
    if (!counts) throw new Error('a debit gave no row');
    if (counts.first > first.perMinute) throw rateLimited(first.what, counts.left_seconds);
    if (second && counts.second !== null && counts.second > second.perMinute) {
      throw rateLimited(second.what, counts.left_seconds);
    }
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
