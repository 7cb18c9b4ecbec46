import type { RequestContext } from '../http/contract.ts';
import type { RateLimiter } from '../rate-limit.ts';
import type { OpeningLimits } from './limits.ts';
import type { Place } from './place.ts';
import type { StreamRegistry } from './registry.ts';

export interface StreamOpenings {
  streams: StreamRegistry;
  limiter: RateLimiter;
  opening: OpeningLimits;
}

/**
 * What a person opens in a minute that does not count for their address. A few people who open as many as they may
 * cannot use up what everybody else behind the same address needs.
 */
const OWN_SHARE = 10;

/**
 * Takes a place for a stream, counts its opening, and prepares what else it needs. Where that fails the place is free
 * again.
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
