/** What people do with rooms before a response is caused. */
import { createApi, expectData } from '../../testkit/api.ts';
import type { Fixture } from './fixture.ts';
import type { Person } from './people.ts';

const client = ({ healthy }: Fixture, { token }: Person) => createApi(healthy.messages, { token });

export async function createRoom(fixture: Fixture, owner: Person, room: { id: string; name: string }): Promise<void> {
  expectData(await client(fixture, owner).POST('/rooms', { body: { ...room, kind: 'public' } }));
}

export async function archiveRoom(fixture: Fixture, owner: Person, room: string): Promise<void> {
  const body = { archived: true };
  expectData(await client(fixture, owner).PATCH('/rooms/{room}', { params: { path: { room } }, body }));
}

/** The code. */
export async function createInvite(
  fixture: Fixture,
  owner: Person,
  room: string,
  terms: { maxUses?: number } = {},
): Promise<string> {
  const answer = await client(fixture, owner).POST('/rooms/{room}/invites', {
    params: { path: { room } },
    body: terms,
  });
  return expectData(answer).code;
}

export async function acceptInvite(fixture: Fixture, person: Person, code: string): Promise<void> {
  expectData(await client(fixture, person).POST('/invites/accept', { body: { code } }));
}

export async function openDirect(fixture: Fixture, person: Person, subs: string[]): Promise<void> {
  expectData(await client(fixture, person).POST('/direct', { body: { subs } }));
}
