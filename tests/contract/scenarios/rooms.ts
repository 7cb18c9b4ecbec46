import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { operations } from '../../../generated/types/messages.ts';
import type { Fixture } from '../fixture.ts';
import { account, guest, type Person } from '../people.ts';
import { archiveRoom, createRoom, openDirect } from '../rooms.ts';
import type { RequestSpec, Scenarios } from './scenario.ts';

type RoomOperation =
  | 'listRooms'
  | 'createRoom'
  | 'browseRooms'
  | 'listCommonRooms'
  | 'markAllRead'
  | 'getRoom'
  | 'updateRoom'
  | 'clearRoom'
  | 'updateMembership'
  | 'markRead'
  | 'sendTyping'
  | 'openDirect'
  | 'listMembers'
  | 'addMember'
  | 'updateMember'
  | 'removeMember'
  | 'peopleOf';

export const NO_ROOM = 'nowhere';
const NOBODY = '00000000-0000-4000-8000-000000000000';

interface Scene {
  owner: Person;
  /** An account that is in none of the rooms. */
  other: Person;
  /** A public room with its name, and another that is archived. */
  room: string;
  name: string;
  archived: string;
}

/** Fewer than a person may send requests. */
const USES_OF_SCENE = 15;

interface SharedScene {
  scene: Promise<Scene>;
  uses: number;
}

const scenes = new WeakMap<Fixture, SharedScene>();

/** The same rooms for several scenarios, which change nothing that others need. */
export function sceneOf(fixture: Fixture): Promise<Scene> {
  const known = scenes.get(fixture);
  const shared = known && known.uses < USES_OF_SCENE ? known : { scene: makeScene(fixture), uses: 0 };
  shared.uses++;
  scenes.set(fixture, shared);
  return shared.scene;
}

async function makeScene(fixture: Fixture): Promise<Scene> {
  const [owner, other] = [await account(fixture), await account(fixture)];
  const [name, room, archived] = [`Room ${randomUUID()}`, randomUUID(), randomUUID()];
  await createRoom(fixture, owner, { id: room, name });
  await createRoom(fixture, owner, { id: archived, name: `Room ${randomUUID()}` });
  await archiveRoom(fixture, owner, archived);
  return { owner, other, room, name, archived };
}

type Choose = (scene: Scene) => RequestSpec & { by: 'owner' | 'other' };

/** A request of the owner of the rooms, or of the other account. */
export const by = (choose: Choose) => async (fixture: Fixture) => {
  const scene = await sceneOf(fixture);
  const { by: who, ...spec } = choose(scene);
  return { ...spec, token: scene[who].token };
};
export const asGuest = (path?: string) => async (fixture: Fixture) => ({
  token: (await guest(fixture)).token,
  ...(path === undefined ? {} : { path }),
});
const memberPath = (room: string, sub: string) => `/rooms/${room}/members/${sub}`;

/** Makes a person a member of as many rooms as one may be in. */
export async function fillRooms({ databaseUrl }: Fixture, { sub }: Person): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO messages.memberships (sub, room, username, guest, role, level, joined_seq, joined_at, read_seq)
       SELECT $1, 'made-up-' || n, 'Someone', true, 'member', 'all', 1, now(), 1 FROM generate_series(1, 500) AS n`,
      [sub],
    );
  } finally {
    await client.end();
  }
}

export const rooms: Pick<Scenarios<operations>, RoomOperation> = {
  listRooms: { 200: asGuest() },

  createRoom: {
    200: by(({ room, name }) => ({ by: 'owner', body: { id: room, kind: 'public', name } })),
    201: by(() => ({ by: 'other', body: { id: randomUUID(), kind: 'private', name: 'Releases' } })),
    403: asGuest(),
    409: by(({ name }) => ({ by: 'other', body: { id: randomUUID(), kind: 'public', name } })),
  },

  browseRooms: {
    200: by(() => ({ by: 'other', path: '/rooms/public?q=room&archived=false&limit=50' })),
    403: asGuest('/rooms/public'),
  },

  listCommonRooms: {
    200: by(() => ({ by: 'other', path: `/rooms/common?sub=${NOBODY}` })),
  },

  getRoom: {
    200: by(({ room }) => ({ by: 'owner', path: `/rooms/${room}` })),
    404: asGuest(`/rooms/${NO_ROOM}`),
  },

  updateRoom: {
    200: by(({ room }) => ({ by: 'owner', path: `/rooms/${room}` })),
    403: by(({ room }) => ({ by: 'other', path: `/rooms/${room}` })),
    404: asGuest(`/rooms/${NO_ROOM}`),
    409: by(({ archived, name }) => ({ by: 'owner', path: `/rooms/${archived}`, body: { archived: false, name } })),
  },

  clearRoom: {
    200: by(({ room }) => ({ by: 'owner', path: `/rooms/${room}/messages` })),
    403: by(({ room }) => ({ by: 'other', path: `/rooms/${room}/messages` })),
    404: asGuest(`/rooms/${NO_ROOM}/messages`),
  },

  updateMembership: {
    200: by(({ room }) => ({ by: 'owner', path: `/rooms/${room}/membership` })),
    404: asGuest(`/rooms/${NO_ROOM}/membership`),
  },

  markRead: {
    200: by(({ room }) => ({ by: 'owner', path: `/rooms/${room}/read` })),
    404: asGuest(`/rooms/${NO_ROOM}/read`),
  },

  markAllRead: { 204: asGuest() },

  sendTyping: {
    204: by(({ room }) => ({ by: 'owner', path: `/rooms/${room}/typing` })),
    404: asGuest(`/rooms/${NO_ROOM}/typing`),
    409: by(({ archived }) => ({ by: 'owner', path: `/rooms/${archived}/typing` })),
  },

  openDirect: {
    200: async (fixture) => {
      const person = await guest(fixture);
      await openDirect(fixture, person, []);
      return { token: person.token, body: { subs: [] } };
    },
    201: async (fixture) => {
      const { other } = await sceneOf(fixture);
      return { token: (await guest(fixture)).token, body: { subs: [other.sub] } };
    },
    404: async (fixture) => ({ token: (await guest(fixture)).token, body: { subs: [NOBODY] } }),
    409: async (fixture) => {
      const person = await guest(fixture);
      await fillRooms(fixture, person);
      return { token: person.token, body: { subs: [] } };
    },
  },

  listMembers: {
    200: by(({ room }) => ({ by: 'owner', path: `/rooms/${room}/members?limit=100` })),
    404: asGuest(`/rooms/${NO_ROOM}/members`),
  },

  addMember: {
    200: by(({ room, owner }) => ({ by: 'owner', path: memberPath(room, owner.sub) })),
    403: by(({ room, owner }) => ({ by: 'other', path: memberPath(room, owner.sub) })),
    404: by(({ room }) => ({ by: 'owner', path: memberPath(room, NOBODY) })),
    409: by(({ archived, other }) => ({ by: 'other', path: memberPath(archived, other.sub) })),
  },

  updateMember: {
    200: by(({ room, owner }) => ({ by: 'owner', path: memberPath(room, owner.sub) })),
    403: by(({ room, owner }) => ({ by: 'other', path: memberPath(room, owner.sub) })),
    404: by(({ room, other }) => ({ by: 'owner', path: memberPath(room, other.sub) })),
    409: by(({ room, owner }) => ({ by: 'owner', path: memberPath(room, owner.sub), body: { role: 'member' } })),
  },

  removeMember: {
    204: by(({ room, other }) => ({ by: 'owner', path: memberPath(room, other.sub) })),
    403: by(({ room, owner }) => ({ by: 'other', path: memberPath(room, owner.sub) })),
    404: by(({ other }) => ({ by: 'other', path: memberPath(NO_ROOM, other.sub) })),
  },

  // The contract's example.
  peopleOf: { 200: () => ({}) },
};
