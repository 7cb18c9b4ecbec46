/** Fills a chat by its API: people, rooms, and what they say. */
import pg from 'pg';
import { createApi, expectData, type Api } from '../../testkit/api.ts';
import type { Talk, Team } from './teams.ts';

interface Member {
  api: Api;
  sub: string;
}

interface Chat {
  /** The chat's address. */
  url: string;
  admin: { username: string; password: string };
  /** PostgreSQL as its administrator. */
  adminUrl: string;
}

export const PASSWORD = 'paper lantern over water';
const GENERAL = 'general';
const MINUTE_MS = 60_000;
/** The talk is over at 9:41 in the pictures' time zone (UTC+1). */
const END = '08:41:00Z';

/** Returns the id of the room to show, and what makes everybody be online for 30 seconds. */
export async function createTeam(team: Team, chat: Chat): Promise<{ shown: string; connect: () => Promise<void> }> {
  const base = `${chat.url}/api`;
  const admin = await logIn(base, chat.admin);
  expectData(await admin.api.PATCH('/about', { body: { name: team.chat } }));
  const members = new Map<string, Member>();
  for (const username of team.people) members.set(username, await createAccount(base, username));
  members.set(team.guest, await logIn(base, { username: team.guest }));
  const rooms = new Map([[GENERAL, GENERAL]]);
  for (const [name, room] of Object.entries(team.rooms)) rooms.set(name, await createRoom(members, name, room));
  await setProfiles(members, team, rooms);

  const sent = await talk(team.read, members, rooms);
  const first = find(members, team.people[0]);
  const { cursor } = expectData(await first.api.GET('/rooms', {}));
  await first.api.PUT('/rooms/read', { body: { seq: cursor } });
  sent.push(...(await talk(team.unread, members, rooms)));
  await spread(sent, chat.adminUrl);
  return {
    shown: find(rooms, team.shown),
    connect: async () => {
      for (const { api } of members.values()) expectData(await api.POST('/users/connect', {}));
    },
  };
}

async function logIn(base: string, body: { username: string; password?: string }): Promise<Member> {
  const { token, sub } = expectData(await createApi(base).POST('/login', { body }));
  const api = createApi(base, { token });
  expectData(await api.GET('/rooms', {}));
  return { api, sub };
}

async function createAccount(base: string, username: string): Promise<Member> {
  const { api } = await logIn(base, { username });
  expectData(await api.PUT('/account/password', { body: { password: PASSWORD } }));
  return logIn(base, { username, password: PASSWORD });
}

type Members = ReadonlyMap<string, Member>;
type Rooms = Map<string, string>;

async function createRoom(members: Members, name: string, { topic, people, kind }: Team['rooms'][string]) {
  const [owner, ...others] = people.map((person) => find(members, person));
  if (!owner) throw new Error(`${name} has no people.`);
  const body = {
    id: crypto.randomUUID(),
    name,
    kind: kind ?? ('public' as const),
    ...(topic !== undefined && { topic }),
  };
  const { id } = expectData(await owner.api.POST('/rooms', { body }));
  for (const { sub } of others) {
    expectData(await owner.api.PUT('/rooms/{room}/members/{sub}', { params: { path: { room: id, sub } } }));
  }
  return id;
}

async function setProfiles(members: Members, { people, favourites, profiles }: Team, rooms: Rooms): Promise<void> {
  for (const [name, body] of Object.entries(profiles)) {
    expectData(await find(members, name).api.PATCH('/users/me', { body }));
  }
  const body = { favourites: favourites.map((name) => find(rooms, name)) };
  expectData(await find(members, people[0]).api.PATCH('/users/me/preferences', { body }));
}

/** Returns the ids of the messages. */
async function talk(talk: Talk, members: Members, rooms: Rooms): Promise<string[]> {
  const ids = [];
  for (const [room, name, message] of talk) {
    const { api } = find(members, name);
    if (!rooms.has(room)) {
      const [other] = room.split(' + ').filter((person) => person !== name);
      const direct = await api.POST('/direct', { body: { subs: [find(members, other).sub] } });
      rooms.set(room, expectData(direct).id);
    }
    const mentions = [...members].filter(([as]) => message.includes(`@${as}`)).map(([as, { sub }]) => ({ sub, as }));
    const body = { id: crypto.randomUUID(), room: find(rooms, room), message, mentions };
    ids.push(expectData(await api.POST('/messages', { body })).id);
  }
  return ids;
}

/** A few minutes between the messages, as in life: the server stamps all of them with now. */
async function spread(ids: readonly string[], adminUrl: string): Promise<void> {
  const end = Date.parse(`${new Date().toISOString().slice(0, 10)}T${END}`);
  const database = new pg.Client({ connectionString: adminUrl.replace(/\/[^/]*$/, '/chat') });
  await database.connect();
  for (const [index, id] of ids.entries()) {
    const at = new Date(end - (ids.length - index) * 3 * MINUTE_MS);
    await database.query('UPDATE messages.messages SET created_at = $2 WHERE id = $1', [id, at]);
  }
  await database.end();
}

function find<Value>(map: ReadonlyMap<string, Value>, key = ''): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`There is no ${key}.`);
  return value;
}
