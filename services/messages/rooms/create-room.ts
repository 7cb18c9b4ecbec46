import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { MessageService } from '../service.ts';
import { requireInChat } from './permissions.ts';
import { nameTaken, tooManyRooms } from './problems.ts';
import { cleanName } from './room.ts';
import { unknownRoom } from './unknown-room.ts';

type CreateRoom = operations['createRoom'];

/** Counted across replicas; a retry counts too. */
const PER_MINUTE = 20;

/** Creates a room, once however often it is asked for. Its creator owns it. */
export async function createRoom(
  { rooms, limiter }: MessageService,
  { body, caller, audit }: ValidRequest<CreateRoom>,
): Promise<Reply<CreateRoom>> {
  requireInChat(caller, 'room.create');
  await limiter.debit({ key: `create-room:${caller.sub}`, perMinute: PER_MINUTE, what: 'new rooms' });
  const { id, kind, topic = '' } = body;
  const name = cleanName(body.name);
  const outcome = await rooms.create({ id, kind, name, topic }, caller);
  switch (outcome) {
    case 'conflict':
      throw new Problem('id-conflict', 'Another room has this id. Create it with a new UUID.');
    case 'taken':
      throw nameTaken();
    case 'limit':
      throw tooManyRooms('you');
  }
  if (outcome === 'created') audit({ event: 'room-created', room: id, kind });
  const room = await rooms.viewAsMember(id, caller);
  if (!room) throw unknownRoom();
  return { status: outcome === 'created' ? 201 : 200, body: room };
}
