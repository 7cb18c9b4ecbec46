import { rateLimited } from './rate-limit.ts';

const MINUTE_MS = 60_000;
/** Number of buckets above which full ones, which carry no information, are removed. */
const SWEEP_AT = 10_000;

interface Bucket {
  tokens: number;
  /** When its tokens were last computed. */
  at: number;
}

/**
 * Token bucket per user, in this replica's memory: requests are too many to count each in the database. The limit
 * applies per replica.
 */
export class RequestLimiter {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAt = SWEEP_AT;

  constructor(perMinute: number, now: () => number = Date.now) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Counts a user's request; throws `rate-limited` beyond the limit. */
  admit(sub: string): void {
    const now = this.#now();
    const bucket = this.#buckets.get(sub);
    if (!bucket) {
      if (this.#buckets.size >= this.#sweepAt) this.#sweep(now);
      this.#buckets.set(sub, { tokens: this.#perMinute - 1, at: now });
      return;
    }
    bucket.tokens = this.#filled(bucket, now);
    bucket.at = now;
    if (bucket.tokens < 1) throw rateLimited('requests', ((1 - bucket.tokens) * 60) / this.#perMinute);
    bucket.tokens--;
  }

  #filled({ tokens, at }: Bucket, now: number): number {
    return Math.min(this.#perMinute, tokens + (Math.max(0, now - at) * this.#perMinute) / MINUTE_MS);
  }

  #sweep(now: number): void {
    for (const [sub, bucket] of this.#buckets) {
      if (this.#filled(bucket, now) >= this.#perMinute) this.#buckets.delete(sub);
    }
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#buckets.size);
  }
}
