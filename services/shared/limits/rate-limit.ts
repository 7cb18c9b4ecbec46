import type pg from 'pg';
import { Batcher } from '../database/batcher.ts';
import { queryRows } from '../database/pool.ts';
import { Problem } from '../problem.ts';

const WINDOW_SECONDS = 60;
const CLEAN_EVERY_MS = 5 * 60_000;
/** Maximum wait for the statement that counts a use. */
const TIMEOUT_MS = 3_000;

/*
 * Counts in the table `rate_limits` of the service's schema, so that limits apply across replicas (UNLOGGED: a crash
 * resets them). The service's migrations create the table:
 *   CREATE UNLOGGED TABLE rate_limits (key text PRIMARY KEY, window_start timestamptz NOT NULL, count integer NOT NULL);
 */
const ADD = `
  ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN r.window_start = excluded.window_start THEN r.count + excluded.count ELSE excluded.count END,
    window_start = excluded.window_start
  RETURNING key, count`;
/** What a use is counted as: `total` is that of all uses of this statement that have its key. */
const rankOf = (key: string, total: string) => `
  ${total}.count - count(*) OVER (PARTITION BY ${key}) + row_number() OVER (PARTITION BY ${key} ORDER BY nth) AS count`;
/** Rows are locked in the order of their keys, so that the statements of two replicas do not wait for each other. */
const debitStatement = {
  name: 'debit',
  text: `
    WITH now_in AS (SELECT date_bin('${WINDOW_SECONDS} seconds', now(), 'epoch') AS this_window),
    use AS (
      SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::integer[])
        WITH ORDINALITY AS use (key, per_minute, further_key, beyond, nth)
    ),
    first_row AS (
      INSERT INTO rate_limits AS r (key, window_start, count)
      SELECT key, this_window, count(*) FROM use, now_in GROUP BY key, this_window ORDER BY key ${ADD}
    ),
    first AS (SELECT use.*, ${rankOf('use.key', 'total')} FROM use JOIN first_row AS total USING (key)),
    further AS (
      SELECT nth, further_key AS key FROM first WHERE further_key IS NOT NULL AND count <= per_minute AND count > beyond
    ),
    second_row AS (
      INSERT INTO rate_limits AS r (key, window_start, count)
      SELECT key, this_window, count(*) FROM further, now_in GROUP BY key, this_window ORDER BY key ${ADD}
    ),
    second AS (SELECT nth, ${rankOf('further.key', 'total')} FROM further JOIN second_row AS total USING (key))
    SELECT first.count AS first, second.count AS second,
      extract(epoch FROM this_window + interval '${WINDOW_SECONDS} seconds' - now())::float8 AS left_seconds
    FROM now_in, first LEFT JOIN second USING (nth) ORDER BY nth`,
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

type Debit = [first: Use, second: FurtherUse | undefined];

interface Counts {
  first: number;
  second: number | null;
  left_seconds: number;
}

/** Limits per minute, shared by all replicas of a service. */
export class RateLimiter {
  readonly #pool: pg.Pool;
  readonly #timer: NodeJS.Timeout;
  /** After the end of a replica all its streams open elsewhere at once. */
  readonly #debits = new Batcher<Debit, Counts>((debits) => this.#count(debits), {
    queueFull: 'Too many requests wait to be counted.',
    timeoutMs: TIMEOUT_MS,
  });

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
    const counts = await this.#debits.add([first, second]);
    if (counts.first > first.perMinute) throw rateLimited(first.what, counts.left_seconds);
    if (second && counts.second !== null && counts.second > second.perMinute) {
      throw rateLimited(second.what, counts.left_seconds);
    }
  }

  async #count(debits: readonly Debit[]): Promise<Counts[]> {
    const values = [
      debits.map(([{ key }]) => key),
      debits.map(([{ perMinute }]) => perMinute),
      debits.map(([, further]) => further?.key ?? null),
      debits.map(([, further]) => further?.beyond ?? 0),
    ];
    return queryRows<Counts>(this.#pool, { ...debitStatement, values });
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
