import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { components } from '../../../generated/types/messages.ts';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  acceptInvite,
  addMember,
  createInvite,
  createRoom,
  listRooms,
  mention,
  openDirect,
  removeMember,
  say,
  succeed,
} from '../testing/room-calls.ts';
import type { Person } from '../testing/person.ts';

const replicas = replicasForTests();
const account = (username = 'Ada') => replicas.person(0, { ...ACCOUNT, username });
const invited = (username = 'Ivy') => replicas.person(1, { username, invited: true });

async function peopleOf({ caller }: Person): Promise<Set<string>> {
  const { subs } = await succeed<components['schemas']['PeopleOf']>(
    fetch(`${replicas.url(0)}/people-of/${caller.sub}`),
  );
  return new Set(subs);
}
const subsOf = (...people: Person[]) => new Set(people.map(({ caller }) => caller.sub));

describe('a guest who came by an invite', () => {
  it('is in no room before accepting it, and then in that room alone', async () => {
    const [ada, ivy] = [account(), invited()];
    const { id } = await createRoom(ada, { kind: 'private' });
    const { code } = await createInvite(ada, id);
    assert.deepEqual((await listRooms(ivy)).rooms, []);
    await acceptInvite(ivy, code);
    assert.deepEqual(
      (await listRooms(ivy)).rooms.map((room) => room.id),
      [id],
    );
    await say(ivy, id, 'Hello');
    await removeMember(ada, id, ivy);
    assert.deepEqual((await listRooms(ivy)).rooms, []);
  });

  it('does not find `general` by any operation', async () => {
    const ivy = invited();
    const attempts: [string, string, unknown?][] = [
      ['GET', '/rooms/general'],
      ['GET', '/rooms/general/members'],
      ['GET', '/messages'],
      ['GET', '/messages?room=general'],
      ['POST', '/messages', { id: randomUUID(), message: 'Hello' }],
      ['GET', '/events'],
      ['GET', '/events?after=0'],
      ['PUT', '/rooms/general/read', { seq: 1, unread: false }],
      ['POST', '/rooms/general/typing'],
      ['PATCH', '/rooms/general/membership', { level: 'all' }],
    ];
    for (const [method, path, body] of attempts) {
      await assertProblem(ivy.request(method, path, body), 404, 'unknown-room');
    }
    await assertProblem(ivy.askForStream(), 404, 'unknown-room');
    const { rows } = await replicas.admin.query('SELECT FROM messages.memberships WHERE sub = $1', [ivy.caller.sub]);
    assert.deepEqual(rows, []);
  });

  it('receives the events of its rooms only, live and in pages', async () => {
    const [ada, ivy] = [account(), invited()];
    const { id } = await createRoom(ada);
    const { code } = await createInvite(ada, id);
    const { cursor } = await ada.events();
    const stream = await ivy.stream(cursor, { rooms: 'mine' });
    await say(ada, 'general', 'Not for guests', [mention(ivy)]);
    await acceptInvite(ivy, code);
    await say(ada, 'general', 'Not for guests', [mention(ivy)]);
    const last = await say(ada, id, 'For Ivy', [mention(ivy)]);
    await stream.until(() => stream.seqs.at(-1) === last.seq);
    stream.close();
    const page = await ivy.events({ rooms: 'mine', after: cursor });
    for (const events of [stream.events, page.events])
      assert.deepEqual(new Set(events.map(({ room }) => room)), new Set([id]));
    const mentions = await succeed<components['schemas']['MessagePage']>(ivy.request('GET', '/mentions'));
    assert.deepEqual(
      mentions.messages.map(({ room }) => room),
      [id],
    );
  });

  it('knows the people of its rooms, and writes directly to nobody else', async () => {
    const [ada, ben, cleo, ivy] = [account(), account('Ben'), account('Cleo'), invited()];
    const [one, other] = [await createRoom(ada, { kind: 'private' }), await createRoom(ben)];
    assert.deepEqual(await peopleOf(ivy), new Set());
    await acceptInvite(ivy, (await createInvite(ada, one.id)).code);
    assert.deepEqual(await peopleOf(ivy), subsOf(ada, ivy));
    await listRooms(cleo);
    await say(cleo, 'general', 'Hello');
    for (const unknown of [ben, cleo]) {
      const body = { subs: [ada.caller.sub, unknown.caller.sub] };
      await assertProblem(ivy.request('POST', '/direct', body), 404, 'unknown-person');
    }
    await openDirect(ivy, [ada]);
    await openDirect(ivy, []);
    await addMember(ben, other.id, ivy);
    assert.deepEqual(await peopleOf(ivy), subsOf(ada, ben, ivy));
    await openDirect(ivy, [ada, ben]);

    const direct = await openDirect(cleo, [ivy]);
    assert.deepEqual(await peopleOf(ivy), subsOf(ada, ben, ivy), 'nobody wrote yet');
    await say(cleo, direct.id, 'Hello');
    assert.deepEqual(await peopleOf(ivy), subsOf(ada, ben, cleo, ivy));
  });
});
