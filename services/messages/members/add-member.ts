import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { forbidden, roomArchived, type Action } from '../rooms/permissions.ts';
import { roomFull, tooManyRooms, unknownPerson } from '../rooms/problems.ts';
import type { Person } from '../rooms/store.ts';
import { unknownRoom } from '../rooms/unknown-room.ts';
import type { MessageService } from '../service.ts';

type AddMember = operations['addMember'];

/** Makes somebody, or the caller, a member of a room. */
export async function addMember(
  service: MessageService,
  { path, caller, requestId, audit }: ValidRequest<AddMember>,
): Promise<Reply<AddMember>> {
  const { permissions, members } = service;
  const { sub } = path;
  const isJoin = sub === caller.sub;
  const existing = isJoin ? await members.one(path.room, sub) : undefined;
  if (existing) return { status: 200, body: existing };
  // Whoever may not add anybody learns nothing about who exists.
  const room = await permissions.require(caller, path.room, isJoin ? 'member.join' : 'member.add');
  const person = isJoin ? { sub, username: caller.username, guest: false } : await find(service, sub, requestId);
  const action = actionFor(isJoin, person);
  const outcome = await members.add(room, person, caller, action);
  switch (outcome) {
    case 'unknown':
      throw unknownRoom();
    case 'forbidden':
      throw forbidden(action);
    case 'archived':
      throw roomArchived();
    case 'full':
      throw roomFull();
    case 'limit':
      throw tooManyRooms(isJoin ? 'you' : 'other');
  }
  if (outcome === 'joined') audit({ event: 'member-added', room, target: { sub, username: person.username } });
  const member = await members.one(room, sub);
  if (!member) throw unknownPerson();
  return { status: 200, body: member };
}

async function find({ people }: MessageService, sub: string, requestId: string): Promise<Person> {
  const [person] = await people.find([sub], requestId);
  if (!person) throw unknownPerson();
  return person;
}

function actionFor(isJoin: boolean, { guest }: Person): Action {
  if (isJoin) return 'member.join';
  return guest ? 'member.add-guest' : 'member.add';
}
