import type { Caller } from '../../shared/caller.ts';
import type { RateLimiter } from '../../shared/limits/rate-limit.ts';

const PER_PERSON = 30;
/** Many people may share an address. */
const PER_ADDRESS = 300;

/**
 * Counts a code that is shown or redeemed, per person and per address, across replicas.
 *
 * @throws `rate-limited`
 */
export function limitCodes(limiter: RateLimiter, network: string, caller: Caller | undefined): Promise<void> {
  const address = {
    key: `invite-code-address:${network}`,
    perMinute: PER_ADDRESS,
    what: 'invites from your address',
  };
  if (!caller) return limiter.debit(address);
  return limiter.debit({ key: `invite-code:${caller.sub}`, perMinute: PER_PERSON, what: 'invites' }, address);
}
