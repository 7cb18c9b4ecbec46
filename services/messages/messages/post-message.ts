import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import { rateLimited } from '../../shared/limits/rate-limit.ts';
import { DEFAULT_ROOM, isGuest, isInGeneral, roomArchived } from '../rooms/permissions.ts';
import { unknownRoom } from '../rooms/unknown-room.ts';
import type { MessageService } from '../service.ts';
import { mentionsFrom } from './mentions.ts';

type PostMessage = operations['postMessage'];

/** Stores a message, once however often it is sent. */
export async function postMessage(
  { posts }: MessageService,
  { body, caller }: ValidRequest<PostMessage>,
): Promise<Reply<PostMessage>> {
  const { id, message, room = DEFAULT_ROOM } = body;
  // Memberships do not matter in `general`, so the statement asks nothing about it.
  if (room === DEFAULT_ROOM && !isInGeneral(caller)) throw unknownRoom();
  const { sub, username } = caller;
  const mentions = mentionsFrom(caller, body.mentions);
  // The statement that stores it looks at the membership, after it has locked the log.
  const result = await posts.add({
    ...{ id, message, room, sub, username, guest: isGuest(caller) },
    ...(mentions && mentions.length > 0 ? { mentions } : {}),
  });
  switch (result.outcome) {
    case 'new':
      return { status: 201, body: result.message };
    case 'same':
      return { status: 200, body: result.message };
    case 'conflict':
      throw new Problem('id-conflict', 'Another message has this id. Send it with a new UUID.');
    case 'unknown':
      throw unknownRoom();
    case 'archived':
      throw roomArchived();
    case 'limited':
      throw rateLimited('messages', result.retryAfter);
  }
}
