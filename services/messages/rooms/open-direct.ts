import { randomUUID } from 'node:crypto';
import type { operations } from '../../../generated/types/messages.ts';
import type { Caller } from '../../shared/caller.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';
import { isGuest } from './permissions.ts';
import { tooManyRooms, unknownPerson } from './problems.ts';
import { directKey } from './room.ts';
import type { Person } from './store.ts';
import { unknownRoom } from './unknown-room.ts';

type OpenDirect = operations['openDirect'];

/** Opens the direct room of the caller and other people; there is one per set of people. */
export async function openDirect(
  service: MessageService,
  { body, caller, requestId, audit }: ValidRequest<OpenDirect>,
): Promise<Reply<OpenDirect>> {
  const { rooms } = service;
  const others = [...new Set(body.subs)].filter((sub) => sub !== caller.sub);
  const key = directKey([caller.sub, ...others]);
  // One that exists is opened even if one of its people is gone, since what was said there can be read.
  let result = await rooms.openDirect(key, randomUUID(), undefined, caller);
  if (result.outcome === 'missing') {
    const people = await everybody(service, caller, others, requestId);
    result = await rooms.openDirect(key, randomUUID(), people, caller);
  }
  if (result.outcome === 'limit') throw tooManyRooms('you');
  if (result.outcome === 'missing') throw new Error('a direct room was not opened although its people were given');
  if (result.outcome === 'opened') audit({ event: 'room-created', room: result.room, kind: 'direct' });
  const room = await rooms.viewAsMember(result.room, caller);
  if (!room) throw unknownRoom();
  return { status: result.outcome === 'opened' ? 201 : 200, body: room };
}

/** @throws `unknown-person` if one of the others does not exist, for the caller: a guest who came by an invite knows few */
async function everybody(
  { people, members, limiter }: MessageService,
  caller: Caller,
  subs: string[],
  requestId: string,
): Promise<Person[]> {
  await limiter.debit({ key: `open-direct:${caller.sub}`, perMinute: 60, what: 'new direct conversations' });
  if (caller.invited) {
    const known = new Set(await members.peopleOf(caller.sub));
    if (!subs.every((sub) => known.has(sub))) throw unknownPerson();
  }
  const others = await people.find(subs, requestId);
  if (others.length < subs.length) throw unknownPerson();
  return [{ sub: caller.sub, username: caller.username, guest: isGuest(caller) }, ...others];
}
