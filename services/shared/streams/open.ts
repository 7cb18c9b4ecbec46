import type { RequestContext } from '../http/contract.ts';
import type { RateLimiter } from '../limits/rate-limit.ts';
import type { OpeningLimits } from './limits.ts';
import type { StreamRegistry } from './registry.ts';
import type { Place } from './slot.ts';

export interface StreamOpenings {
  streams: StreamRegistry;
  limiter: RateLimiter;
  opening: OpeningLimits;
}

/**
 * Streams per user and minute that do not count towards their address, so that a few users at their limit cannot
 * exhaust the share of everybody else behind the same address.
 */
const OWN_SHARE = 10;

/**
 * Reserves a slot for a stream, counts its opening, and runs its preparation. The slot is released if any of it fails.
 */
export async function reserveStream<T>(
  { streams, limiter, opening }: StreamOpenings,
  { caller, network }: RequestContext,
  prepare: (place: Place) => Promise<T>,
): Promise<T> {
  const place = streams.reserve(caller, network);
  try {
    await limiter.debit(
      { key: `stream:user:${caller.sub}`, perMinute: opening.perUser, what: 'streams opened by you' },
      {
        key: `stream:address:${network}`,
        perMinute: opening.perAddress,
        what: 'streams opened from your address',
        beyond: OWN_SHARE,
      },
    );
    return await prepare(place);
  } catch (error) {
    place.cancel();
    throw error;
  }
}
