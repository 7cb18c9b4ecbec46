import type { Caller } from '../../shared/caller.ts';
import type { RateLimiter } from '../../shared/limits/rate-limit.ts';

const CODES_PER_MINUTE = 30;

/**
 * Counts a code that is shown or redeemed, across replicas.
 *
 * @throws `rate-limited`
 */
export function limitCodes(limiter: RateLimiter, { sub }: Caller): Promise<void> {
  return limiter.debit({ key: `invite-code:${sub}`, perMinute: CODES_PER_MINUTE, what: 'invites' });
}
