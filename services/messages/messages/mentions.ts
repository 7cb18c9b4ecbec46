import type { Caller } from '../../shared/caller.ts';
import { isGuest } from '../rooms/permissions.ts';
import type { Mention } from './message.ts';

/**
 * Whom a caller may mention: guests no whole room. It is left out rather than refused, like people who are not in the room:
 * the text is sent.
 */
export function mentionsFrom(caller: Caller, mentions: readonly Mention[] | undefined): Mention[] | undefined {
  return mentions?.filter(({ sub }) => sub !== undefined || !isGuest(caller));
}
