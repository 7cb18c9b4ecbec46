import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { clear } from '../rooms/clear-room.ts';
import { DEFAULT_ROOM } from '../rooms/permissions.ts';
import type { MessageService } from '../service.ts';

type ClearMessages = operations['clearMessages'];

/** Deletes all messages of a room: an older name of `clearRoom`. */
export async function clearMessages(
  service: MessageService,
  request: ValidRequest<ClearMessages>,
): Promise<Reply<ClearMessages>> {
  return { status: 200, body: await clear(service, request.query.room ?? DEFAULT_ROOM, request) };
}
