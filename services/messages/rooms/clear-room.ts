import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, RequestContext, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';
import { forbidden } from './permissions.ts';
import { unknownRoom } from './unknown-room.ts';

type ClearRoom = operations['clearRoom'];

/** Deletes all messages of a room. */
export async function clearRoom(service: MessageService, request: ValidRequest<ClearRoom>): Promise<Reply<ClearRoom>> {
  return { status: 200, body: await clear(service, request.path.room, request) };
}

/** For both operations that clear. */
export async function clear(
  { rooms, eraser }: MessageService,
  room: string,
  { caller, audit }: Pick<RequestContext, 'caller' | 'audit'>,
): Promise<{ room: string; seq: number }> {
  const result = await rooms.clear(room, caller);
  switch (result.outcome) {
    case 'unknown':
      throw unknownRoom();
    case 'forbidden':
      throw forbidden('room.clear');
  }
  audit({ event: 'room-cleared', room, seq: result.seq });
  eraser.start();
  return { room, seq: result.seq };
}
