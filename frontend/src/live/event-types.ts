import type { Result } from '../api/result.ts';
import type { ChatEvent } from '../api/types.ts';

/** The kinds of events that the page handles; the compiler requires each of the contract. */
const HANDLED: Record<ChatEvent['type'], true> = { created: true, edited: true, deleted: true, cleared: true };

interface EventTypes {
  types?: string[];
}

/**
 * Requests the kinds of events that the page handles, and no later ones. During an update a replica of the release
 * before may refuse the parameter with 400: then without it, and with it again at the next request.
 */
export async function requestEvents<T>(request: (types: EventTypes) => Promise<Result<T>>): Promise<Result<T>> {
  const result = await request({ types: Object.keys(HANDLED) });
  return result.ok || result.failure.status !== 400 ? result : request({});
}
