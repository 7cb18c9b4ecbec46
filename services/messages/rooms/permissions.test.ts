/** Every action as every kind of person in every kind of room: what is answered, written down by hand. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  addMember,
  ADMIN,
  createRoom,
  openDirect,
  removeMember,
  say,
  updateRoom,
} from '../testing/room-calls.ts';
import type { Action, ChatAction } from './permissions.ts';

/** In the order of the table's letters. In a direct room the `owner` is who opened it, and nobody is removed. */
const PERSONS = ['guest', 'guestMember', 'member', 'owner', 'admin', 'adminMember', 'outsider', 'removed'] as const;
/** Guests who came by an invite: elsewhere, and to the room. */
const INVITED = ['invited', 'invitedMember'] as const;
type PersonName = (typeof PERSONS)[number] | (typeof INVITED)[number];

const ROOMS = ['general', 'public', 'private', 'direct', 'archivedPublic', 'archivedPrivate'] as const;
type RoomName = (typeof ROOMS)[number];

/** What is tried: the actions of the rules, and those on messages as the author and as somebody else. */
type Tried = Exclude<Action, 'message.edit' | 'message.delete'> | `message.${'edit' | 'delete'}-${'own' | 'other'}`;

/**
 * `+` done, `-` 403, `?` 404, `x` 409 since the room is archived, `.` not tried: the person has no message there. The
 * persons: guest, guestMember, member, owner, admin, adminMember, outsider, removed.
 */
const EXPECTED: Record<Tried, Record<RoomName, string>> = {
  'room.find': {
    general: '++++++++',
    public: '?+++++++',
    private: '?+++?+??',
    direct: '?+++?+??',
    archivedPublic: '?+++++++',
    archivedPrivate: '?+++?+??',
  },
  'room.read': {
    general: '++++++++',
    public: '?+++?+??',
    private: '?+++?+??',
    direct: '?+++?+??',
    archivedPublic: '?+++?+??',
    archivedPrivate: '?+++?+??',
  },
  'message.post': {
    general: '++++++++',
    public: '?+++?+??',
    private: '?+++?+??',
    direct: '?+++?+??',
    archivedPublic: '?xxx?x??',
    archivedPrivate: '?xxx?x??',
  },
  'message.edit-own': {
    general: '++++++++',
    public: '.+++.+.?',
    private: '.+++.+.?',
    direct: '.+++.+..',
    archivedPublic: '.xxx.x.?',
    archivedPrivate: '.xxx.x.?',
  },
  'message.edit-other': {
    general: '--------',
    public: '?---?-??',
    private: '?---?-??',
    direct: '?---?-??',
    archivedPublic: '?---?-??',
    archivedPrivate: '?---?-??',
  },
  'message.delete-own': {
    general: '++++++++',
    public: '.+++.+.?',
    private: '.+++.+.?',
    direct: '.+++.+..',
    archivedPublic: '.+++.+.?',
    archivedPrivate: '.+++.+.?',
  },
  'message.delete-other': {
    general: '----++--',
    public: '?--+++??',
    private: '?--+?+??',
    direct: '?---?-??',
    archivedPublic: '?--+++??',
    archivedPrivate: '?--+?+??',
  },
  'room.update': {
    general: '--------',
    public: '?--+++--',
    private: '?--+?+??',
    direct: '?---?-??',
    archivedPublic: '?--+++--',
    archivedPrivate: '?--+?+??',
  },
  // Who is in the room already gets the own membership; in `general` there is none before the rooms are listed.
  'member.join': {
    general: '--------',
    public: '?+++++++',
    private: '?+++?+??',
    direct: '?+++?+??',
    archivedPublic: '?+++x+xx',
    archivedPrivate: '?+++?+??',
  },
  'member.add': {
    general: '--------',
    public: '?-++++--',
    private: '?--+?+??',
    direct: '?---?-??',
    archivedPublic: '?-xxxx--',
    archivedPrivate: '?--x?x??',
  },
  'member.add-guest': {
    general: '--------',
    public: '?--+++--',
    private: '?--+?+??',
    direct: '?---?-??',
    archivedPublic: '?-xxxx--',
    archivedPrivate: '?--x?x??',
  },
  'invite.create': {
    general: '--------',
    public: '?-++++--',
    private: '?--+?+??',
    direct: '?---?-??',
    archivedPublic: '?-xxxx--',
    archivedPrivate: '?--x?x??',
  },
  'invite.manage': {
    general: '----++--',
    public: '?-++++--',
    private: '?--+?+??',
    direct: '?---?-??',
    archivedPublic: '?-++++--',
    archivedPrivate: '?--+?+??',
  },
  // Administrators can end every invite of the chat.
  'invite.revoke': {
    general: '----++--',
    public: '?-++++--',
    private: '?--+++??',
    direct: '?---++??',
    archivedPublic: '?-++++--',
    archivedPrivate: '?--+++??',
  },
  'member.leave': {
    general: '--------',
    public: '?+++++++',
    private: '?+++?+??',
    direct: '?---?-??',
    archivedPublic: '?+++++++',
    archivedPrivate: '?+++?+??',
  },
  'member.remove': {
    general: '--------',
    public: '?--+++--',
    private: '?--+?+??',
    direct: '?---?-??',
    archivedPublic: '?--+++--',
    archivedPrivate: '?--+?+??',
  },
  'member.change': {
    general: '--------',
    public: '?--+++--',
    private: '?--+?+??',
    direct: '?---?-??',
    archivedPublic: '?--+++--',
    archivedPrivate: '?--+?+??',
  },
  // The last one: it deletes the messages on which others try something.
  'room.clear': {
    general: '----++--',
    public: '?--+++--',
    private: '?--+?+??',
    direct: '?---?-??',
    archivedPublic: '?--+++--',
    archivedPrivate: '?--+?+??',
  },
};

/**
 * Guests who came by an invite are not in `general`, know no room that they are not in, and are like other guests where
 * they are in.
 */
function expectedOfInvited(tried: Tried, name: RoomName): string {
  const guestMember = EXPECTED[tried][name][1];
  if (tried.endsWith('-own')) return `.${name === 'general' ? '.' : guestMember}`;
  return `?${name === 'general' ? '?' : guestMember}`;
}

/** What concerns no single room: as above, and then the persons of INVITED. */
const EXPECTED_IN_CHAT: Record<ChatAction, string> = {
  'room.create': '--++++++--',
  'room.browse': '--++++++--',
  'invite.list-all': '----++----',
};

const ATTEMPTS_IN_CHAT: Record<ChatAction, (person: Person) => Promise<Response>> = {
  'room.create': (person) =>
    person.request('POST', '/rooms', { id: randomUUID(), kind: 'public', name: `By ${randomUUID()}` }),
  'room.browse': (person) => person.request('GET', '/rooms/public'),
  'invite.list-all': (person) => person.request('GET', '/invites'),
};

const LETTERS: Record<number, string> = { 200: '+', 201: '+', 204: '+', 403: '-', 404: '?', 409: 'x' };

interface Scene {
  room: string;
  /** Messages of persons, to edit and to delete; those of somebody else are the victim's. */
  messages: Map<Person, { edit: string; delete: string }>;
  victim: Person;
  /** Not in any room. */
  stranger: Person;
  strangeGuest: Person;
}

type Attempt = (person: Person, scene: Scene) => Promise<Response> | undefined;

const onMessage =
  (method: 'PATCH' | 'DELETE', own: boolean): Attempt =>
  (person, { messages, victim }) => {
    const ids = messages.get(own ? person : victim);
    if (!ids) return undefined;
    const id = method === 'PATCH' ? ids.edit : ids.delete;
    return person.request(
      method,
      `/messages/${id}`,
      method === 'PATCH' ? { message: `By ${randomUUID()}` } : undefined,
    );
  };
const onMember =
  (method: string, whom: (person: Person, scene: Scene) => Person, body?: unknown): Attempt =>
  (person, scene) =>
    person.request(method, `/rooms/${scene.room}/members/${whom(person, scene).caller.sub}`, body);
const self = (person: Person) => person;

const ATTEMPTS: Record<Tried, Attempt> = {
  'room.find': (person, { room }) => person.request('GET', `/rooms/${room}`),
  'room.read': (person, { room }) => person.request('GET', `/messages?room=${room}`),
  'message.post': (person, { room }) => person.send('Hello', randomUUID(), room),
  'message.edit-own': onMessage('PATCH', true),
  'message.edit-other': onMessage('PATCH', false),
  'message.delete-own': onMessage('DELETE', true),
  'message.delete-other': onMessage('DELETE', false),
  'room.update': (person, { room }) => person.request('PATCH', `/rooms/${room}`, { topic: `By ${randomUUID()}` }),
  'room.clear': (person, { room }) => person.request('DELETE', `/rooms/${room}/messages`),
  'member.join': onMember('PUT', self),
  'member.add': onMember('PUT', (_person, { stranger }) => stranger),
  'member.add-guest': onMember('PUT', (_person, { strangeGuest }) => strangeGuest),
  'invite.create': (person, { room }) => person.request('POST', `/rooms/${room}/invites`, {}),
  'invite.manage': (person, { room }) => person.request('GET', `/rooms/${room}/invites`),
  'invite.revoke': (person, { room }) => person.request('DELETE', `/rooms/${room}/invites/${randomUUID()}`),
  'member.leave': onMember('DELETE', self),
  'member.remove': onMember('DELETE', (_person, { victim }) => victim),
  'member.change': onMember('PATCH', (_person, { victim }) => victim, { role: 'owner' }),
};

describe('who may do what', () => {
  const replicas = replicasForTests();
  let people: Record<PersonName, Person>;
  const scenes = new Map<RoomName, Scene>();

  before(async () => {
    const guest = () => replicas.person(0);
    const account = () => replicas.person(1, ACCOUNT);
    const admin = () => replicas.person(0, ADMIN);
    people = {
      guest: guest(),
      guestMember: guest(),
      member: account(),
      owner: account(),
      admin: admin(),
      adminMember: admin(),
      outsider: account(),
      removed: account(),
      invited: replicas.person(1, { invited: true }),
      invitedMember: replicas.person(0, { invited: true }),
    };
    const [stranger, strangeGuest] = [account(), guest()];
    for (const name of ROOMS) {
      const victim = account();
      const { room, members } = await prepare(name, victim);
      const messages = new Map<Person, { edit: string; delete: string }>();
      for (const person of members) {
        const [edit, remove] = [await say(person, room, 'One'), await say(person, room, 'Two')];
        messages.set(person, { edit: edit.id, delete: remove.id });
      }
      if (name !== 'general' && name !== 'direct') await removeMember(people.owner, room, people.removed);
      if (name.startsWith('archived')) await updateRoom(people.owner, room, { archived: true });
      scenes.set(name, { room, messages, victim, stranger, strangeGuest });
    }
    await replicas.admin.query('CREATE TABLE saved AS SELECT * FROM messages.memberships');
  });

  /** A room of that kind, with those who write there before it is tried. */
  async function prepare(name: RoomName, victim: Person): Promise<{ room: string; members: Person[] }> {
    const { owner, member, guestMember, adminMember, removed, invited, invitedMember } = people;
    if (name === 'general') {
      const everybody = Object.values(people).filter((person) => person !== invited && person !== invitedMember);
      return { room: 'general', members: [...everybody, victim] };
    }
    if (name === 'direct') {
      const others = [member, guestMember, adminMember, victim, invitedMember];
      return { room: (await openDirect(owner, others)).id, members: [owner, ...others] };
    }
    const kind = name.toLowerCase().includes('public') ? 'public' : 'private';
    const { id } = await createRoom(owner, { kind });
    const others = [member, guestMember, adminMember, victim, removed, invitedMember];
    for (const person of others) await addMember(owner, id, person);
    return { room: id, members: [owner, ...others] };
  }

  /** Undoes what an attempt changed of who is in which room. */
  async function restore(): Promise<void> {
    await replicas.admin.query('DELETE FROM messages.memberships');
    await replicas.admin.query('INSERT INTO messages.memberships SELECT * FROM saved');
  }

  for (const name of ROOMS) {
    for (const [tried, attempt] of Object.entries(ATTEMPTS) as [Tried, Attempt][]) {
      if (tried === 'room.clear') continue;
      check(name, tried, attempt);
    }
    check(name, 'room.clear', ATTEMPTS['room.clear']);
  }

  for (const [tried, attempt] of Object.entries(ATTEMPTS_IN_CHAT) as [
    ChatAction,
    (typeof ATTEMPTS_IN_CHAT)[ChatAction],
  ][]) {
    it(`${tried} in the chat`, async () => {
      const answers = [...PERSONS, ...INVITED].map(async (who) => {
        const response = await attempt(people[who]);
        const text = await response.text();
        return LETTERS[response.status] ?? `(${response.status} ${text})`;
      });
      assert.equal((await Promise.all(answers)).join(''), EXPECTED_IN_CHAT[tried]);
    });
  }

  function check(name: RoomName, tried: Tried, attempt: Attempt): void {
    it(`${tried} in ${name}`, async () => {
      const scene = scenes.get(name);
      assert.ok(scene);
      let letters = '';
      for (const who of [...PERSONS, ...INVITED]) {
        const response = await attempt(people[who], scene);
        const text = await response?.text();
        letters += response ? (LETTERS[response.status] ?? `(${response.status} ${text})`) : '.';
        if (response?.ok && tried.startsWith('member.')) await restore();
      }
      assert.equal(letters, EXPECTED[tried][name] + expectedOfInvited(tried, name));
    });
  }
});
