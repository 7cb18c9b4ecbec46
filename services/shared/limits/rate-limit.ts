import type pg from 'pg';
import { orUnavailable } from '../database/pool.ts';
import { Problem } from '../problem.ts';

const WINDOW_SECONDS = 60;
const CLEAN_EVERY_MS = 5 * 60_000;

/*
 * Counts in the table `rate_limits` of the service's schema, so that limits apply across replicas (UNLOGGED: a crash
 * resets them). The service's migrations create the table:
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

// SKIP LOCKED: waiting for a row could deadlock with a statement that debits several keys.
const CLEAN = `
  DELETE FROM rate_limits WHERE key IN (
    SELECT key FROM rate_limits WHERE window_start < now() - interval '${WINDOW_SECONDS} seconds' FOR UPDATE SKIP LOCKED
  )`;

/** One use of a rate-limited resource. */
export interface Use {
  key: string;
  perMinute: number;
  /** Names the resource in the problem's detail: "logins with this name". */
  what: string;
}

/** A use that is counted only beyond a number of first uses in the same minute. */
export interface FurtherUse extends Use {
  beyond?: number;
}

interface Counts {
  first: number;
  second: number | null;
  left_seconds: number;
}

/** Limits per minute, shared by all replicas of a service. */
export class RateLimiter {
  readonly #pool: pg.Pool;
  readonly #timer: NodeJS.Timeout;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#timer = setInterval(() => void this.#pool.query(CLEAN).catch(() => undefined), CLEAN_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Counts a use, and then one of a second kind; throws `rate-limited` if either exceeds its limit. A use refused by
   * the first is not counted by the second.
   */
  async debit(first: Use, second?: FurtherUse): Promise<void> {
    const values = [first.key, first.perMinute, second?.key, second?.beyond ?? 0];
    const { rows } = await orUnavailable(() => this.#pool.query<Counts>({ ...debitStatement, values }));
    const [counts] = rows;
    if (!counts) throw new Error('a debit returned no row');
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
