import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import { rateLimited } from '../../shared/limits/rate-limit.ts';
import type { MessageService } from '../service.ts';

type PostMessage = operations['postMessage'];

/** Stores a message, once however often it is sent. */
export async function postMessage(
  { permissions, posts }: MessageService,
  { body, caller }: ValidRequest<PostMessage>,
): Promise<Reply<PostMessage>> {
  const { sub, username, roles } = caller;
  const room = await permissions.require(caller, body.room, 'message.post');
  const result = await posts.write({ ...body, room, sub, username, guest: roles.includes('guest') });
  switch (result.outcome) {
    case 'new':
      return { status: 201, body: result.message };
    case 'same':
      return { status: 200, body: result.message };
    case 'conflict':
      throw new Problem('id-conflict', 'Another message has this id. Send it with a new UUID.');
    case 'limited':
      throw rateLimited('messages', result.retryAfter);
  }
}
