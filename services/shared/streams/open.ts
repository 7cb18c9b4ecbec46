import type { RequestContext } from '../http/contract.ts';
import type { RateLimiter } from '../limits/rate-limit.ts';
import type { OpeningLimits } from './limits.ts';
import type { StreamRegistry } from './registry.ts';
import type { StreamSlot } from './slot.ts';
import type { StreamOpener } from '../http/streaming/stream.ts';

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
 * The reply that opens a stream: reserves a slot, counts the opening, and runs the preparation, which returns what to do
 * with the stream once it is open. The slot is released if any of it fails.
 */
export async function openStream(
  { streams, limiter, opening }: StreamOpenings,
  { caller, network }: RequestContext,
  prepare: (slot: StreamSlot) => Promise<StreamOpener>,
): Promise<{ status: 200; stream: StreamOpener }> {
  const slot = streams.reserve(caller, network);
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
    const begin = await prepare(slot);
    return {
      status: 200,
      stream: (stream) => {
        slot.open(stream);
        begin(stream);
      },
    };
  } catch (error) {
    slot.cancel();
    throw error;
  }
}
