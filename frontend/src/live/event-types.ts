import type { Result } from '../api/result.ts';
import type { ChatEvent, Signal } from '../api/types.ts';

/** The kinds of events that the page handles; the compiler requires each of the contract. */
const EVENTS: Record<ChatEvent['type'], true> = {
  created: true,
  edited: true,
  deleted: true,
  cleared: true,
  'member-joined': true,
  'member-left': true,
  'member-changed': true,
  'room-changed': true,
};
/** What streams also carry that is not in the log. */
const SIGNALS: Record<Signal['type'], true> = { read: true, membership: true, typing: true };
const TYPES = Object.keys({ ...EVENTS, ...SIGNALS });

interface EventQuery {
  rooms?: 'mine';
  types?: string[];
}

export const isSignal = (type: string): type is Signal['type'] => type in SIGNALS;

/**
 * Requests the kinds of events that the page handles, of all rooms of the user. During an update a replica of the release
 * before may refuse a parameter with 400: then without it, and with it again at the next request.
 */
export async function requestEvents<T>(request: (query: EventQuery) => Promise<Result<T>>): Promise<Result<T>> {
  const queries: EventQuery[] = [{ rooms: 'mine', types: TYPES }, { types: TYPES }];
  for (const query of queries) {
    const result = await request(query);
    if (result.ok || result.failure.status !== 400) return result;
  }
  return request({});
}
