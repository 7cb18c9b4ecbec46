import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';
import { forbidden } from './permissions.ts';
import { nameTaken } from './problems.ts';
import { cleanName } from './room.ts';
import { unknownRoom } from './unknown-room.ts';

type UpdateRoom = operations['updateRoom'];

/** Renames, describes, archives or restores a room. */
export async function updateRoom(
  { rooms }: MessageService,
  { path, body, caller, audit }: ValidRequest<UpdateRoom>,
): Promise<Reply<UpdateRoom>> {
  const { name, topic, archived } = body;
  const change = { name: name === undefined ? undefined : cleanName(name), topic, archived };
  const outcome = await rooms.update(path.room, caller, change);
  switch (outcome) {
    case 'unknown':
      throw unknownRoom();
    case 'forbidden':
      throw forbidden('room.update');
    case 'taken':
      throw nameTaken();
  }
  if (outcome === 'changed' && archived !== undefined) {
    audit({ event: archived ? 'room-archived' : 'room-restored', room: path.room });
  }
  const room = await rooms.viewAsMember(path.room, caller);
  if (!room) throw unknownRoom();
  return { status: 200, body: room };
}
