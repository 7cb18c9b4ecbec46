import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import { rateLimited } from '../../shared/limits/rate-limit.ts';
import { forbidden, roomArchived } from '../rooms/permissions.ts';
import type { MessageService } from '../service.ts';
import { mentionsFrom } from './mentions.ts';
import { unknownMessage } from './unknown-message.ts';

type EditMessage = operations['editMessage'];

/** Replaces the text of one of the caller's messages. */
export async function editMessage(
  { messages }: MessageService,
  { path, body, caller }: ValidRequest<EditMessage>,
): Promise<Reply<EditMessage>> {
  const result = await messages.edit(path.id, caller, body.message, mentionsFrom(caller, body.mentions));
  switch (result.outcome) {
    case 'edited':
    case 'unchanged':
      return { status: 200, body: result.message };
    case 'unknown':
      throw unknownMessage();
    case 'forbidden':
      throw forbidden('message.edit');
    case 'archived':
      throw roomArchived();
    case 'deleted':
      throw new Problem('message-deleted', 'A deleted message cannot be edited. Send a new one.');
    case 'limited':
      throw rateLimited('messages', result.retryAfter);
  }
}
