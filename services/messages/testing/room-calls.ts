/** What people do with rooms, as short calls; each asserts that it succeeds. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { components } from '../../../generated/types/messages.ts';
import { parseAnswer } from './parse-answer.ts';
import type { Message, Person } from './person.ts';

type Schemas = components['schemas'];
export type MyRoom = Schemas['MyRoom'];

/** The answer's body. */
export async function succeed<T = undefined>(sent: Promise<Response>, statuses = [200, 201, 204]): Promise<T> {
  const response = await sent;
  const text = await response.text();
  assert.ok(statuses.includes(response.status), `${response.status} ${text}`);
  return (text === '' ? undefined : parseAnswer(text)) as T;
}

let rooms = 0;
/** A name that no other room of the test has. */
export const newName = () => `Room ${++rooms}`;

export const ACCOUNT = { roles: ['account'] as const };
export const ADMIN = { roles: ['account', 'admin'] as const };

export function createRoom(owner: Person, parts: Partial<Schemas['CreateRoomRequest']> = {}): Promise<MyRoom> {
  const body = { id: randomUUID(), kind: 'public', name: newName(), ...parts };
  return succeed(owner.request('POST', '/rooms', body), [201]);
}

export const listRooms = (person: Person): Promise<Schemas['RoomList']> => succeed(person.request('GET', '/rooms'));

/** The room as it is in the person's list. */
export async function roomOf(person: Person, id: string): Promise<MyRoom> {
  const { rooms } = await listRooms(person);
  const room = rooms.find((each) => each.id === id);
  assert.ok(room, `${id} is not in the list`);
  return room;
}

export const getRoom = (person: Person, id: string): Promise<Schemas['RoomView']> =>
  succeed(person.request('GET', `/rooms/${id}`));

export const updateRoom = (person: Person, id: string, change: Schemas['UpdateRoomRequest']): Promise<MyRoom> =>
  succeed(person.request('PATCH', `/rooms/${id}`, change));

export const addMember = (actor: Person, room: string, person: Person = actor): Promise<Schemas['Member']> =>
  succeed(actor.request('PUT', `/rooms/${room}/members/${person.caller.sub}`));

export const removeMember = (actor: Person, room: string, person: Person = actor): Promise<undefined> =>
  succeed(actor.request('DELETE', `/rooms/${room}/members/${person.caller.sub}`));

export const changeRole = (actor: Person, room: string, person: Person, role: 'owner' | 'member') =>
  succeed<Schemas['Member']>(actor.request('PATCH', `/rooms/${room}/members/${person.caller.sub}`, { role }));

export const listMembers = (person: Person, room: string, query = ''): Promise<Schemas['MemberPage']> =>
  succeed(person.request('GET', `/rooms/${room}/members${query}`));

export const openDirect = (person: Person, others: readonly Person[]): Promise<MyRoom> =>
  succeed(person.request('POST', '/direct', { subs: others.map(({ caller }) => caller.sub) }));

/** The code, and the invite. */
export const createInvite = (person: Person, room: string, terms: Schemas['CreateInviteRequest'] = {}) =>
  succeed<Schemas['NewInvite']>(person.request('POST', `/rooms/${room}/invites`, terms), [201]);

export const listInvites = async (person: Person, room: string): Promise<Schemas['Invite'][]> =>
  (await succeed<Schemas['InviteList']>(person.request('GET', `/rooms/${room}/invites`))).invites;

export const previewInvite = (person: Person, code: string): Promise<Schemas['InvitePreview']> =>
  succeed(person.request('POST', '/invites/preview', { code }));

export const acceptInvite = (person: Person, code: string): Promise<MyRoom> =>
  succeed(person.request('POST', '/invites/accept', { code }));

export function say(person: Person, room: string, message: string, mentions?: Schemas['Mentions']): Promise<Message> {
  const body = { id: randomUUID(), room, message, ...(mentions ? { mentions } : {}) };
  return succeed(person.request('POST', '/messages', body), [201]);
}

export const mention = ({ caller }: Person, as: string = caller.username) => ({ sub: caller.sub, as });

/** The kinds of a room's events after a position, oldest first, as the database has them. */
export async function eventsOf(
  pool: { query: (text: string, values: unknown[]) => Promise<{ rows: { type: string }[] }> },
  room: string,
  after = 0,
): Promise<string[]> {
  const text = 'SELECT type FROM messages.events WHERE room = $1 AND seq > $2 ORDER BY seq';
  return (await pool.query(text, [room, after])).rows.map(({ type }) => type);
}
