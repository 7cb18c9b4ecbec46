import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { forbidden } from '../rooms/permissions.ts';
import type { MessageService } from '../service.ts';
import { unknownMessage } from './unknown-message.ts';

type DeleteMessage = operations['deleteMessage'];

/** Erases a message's text; a tombstone remains. */
export async function deleteMessage(
  { messages }: MessageService,
  { path, caller, audit }: ValidRequest<DeleteMessage>,
): Promise<Reply<DeleteMessage>> {
  const result = await messages.delete(path.id, caller);
  switch (result.outcome) {
    case 'deleted':
      if (result.author.sub !== caller.sub) {
        audit({ event: 'message-deleted', message: path.id, target: result.author });
      }
      return { status: 204 };
    case 'unchanged':
      return { status: 204 };
    case 'unknown':
      throw unknownMessage();
    case 'forbidden':
      throw forbidden('message.delete');
  }
}
