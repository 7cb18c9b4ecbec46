import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';

type ClearMessages = operations['clearMessages'];

/** Deletes all messages of a room. */
export async function clearMessages(
  { permissions, messages, eraser }: MessageService,
  { query, caller, audit }: ValidRequest<ClearMessages>,
): Promise<Reply<ClearMessages>> {
  const room = await permissions.require(caller, query.room, 'room.clear');
  const seq = await messages.clear(room, caller.sub);
  audit({ event: 'room-cleared', room, seq });
  eraser.start();
  return { status: 200, body: { room, seq } };
}
