import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, eventsOf, listMembers, listRooms, openDirect, roomOf, say, succeed } from '../testing/room-calls.ts';

describe('POST /direct', () => {
  const replicas = replicasForTests();
  const account = (username: string, replica: 0 | 1 = 0) => replicas.person(replica, { ...ACCOUNT, username });

  it('opens one room per set of people, whoever asks and in whatever order', async () => {
    const [ada, ben, cleo] = [account('Ada'), account('Ben', 1), account('Cleo')];
    const [one, same] = await Promise.all([openDirect(ada, [ben, cleo]), openDirect(ada, [cleo, ben, ada, ben])]);
    assert.equal(one.id, same.id);
    const pair = await openDirect(ada, [ben]);
    assert.notEqual(pair.id, one.id);
    assert.deepEqual(pair, {
      id: pair.id,
      kind: 'direct',
      name: '',
      topic: '',
      archived: false,
      createdAt: pair.createdAt,
      members: 2,
      people: [{ sub: ben.caller.sub, username: 'Ben', guest: false, gone: false }],
      role: 'member',
      level: 'all',
      hidden: false,
      joinedSeq: pair.joinedSeq,
      marker: pair.joinedSeq,
      unread: 0,
      mentions: 0,
    });
    const hers = await openDirect(ben, [ada]);
    assert.equal(hers.id, pair.id);
    assert.deepEqual(
      hers.people?.map(({ username }) => username),
      ['Ada'],
    );
  });

  it('shows the room to the others with its first message', async () => {
    const [ada, ben] = [account('Ada'), account('Ben', 1)];
    const { id, joinedSeq } = await openDirect(ada, [ben]);
    assert.ok(!(await listRooms(ben)).rooms.some((room) => room.id === id));
    await assertProblem(ben.send('Early', undefined, id), 404, 'unknown-room');
    await assertProblem(ben.request('GET', `/messages?room=${id}`), 404, 'unknown-room');
    const sent = await say(ada, id, 'Hello Ben', [{ sub: ben.caller.sub, as: 'Ben' }]);
    assert.deepEqual(sent.mentions, [{ sub: ben.caller.sub, as: 'Ben' }]);
    assert.deepEqual(await eventsOf(replicas.admin, id, joinedSeq), ['member-joined', 'created']);
    const { unread, mentions, people } = await roomOf(ben, id);
    assert.deepEqual([unread, mentions, people?.[0]?.username], [1, 1, 'Ada']);
    await say(ben, id, 'Hello Ada');
    assert.deepEqual(await eventsOf(replicas.admin, id, sent.seq), ['created']);
    assert.deepEqual((await listMembers(ben, id)).members.map(({ username }) => username).sort(), ['Ada', 'Ben']);
  });

  it('hides the room until its next message, or until it is opened', async () => {
    const [ada, ben] = [account('Ada'), account('Ben', 1)];
    const { id } = await openDirect(ada, [ben]);
    await say(ada, id, 'Hello');
    const hide = () => succeed(ben.request('PATCH', `/rooms/${id}/membership`, { hidden: true }));
    const isListed = async () => (await listRooms(ben)).rooms.some((room) => room.id === id);
    await hide();
    assert.equal(await isListed(), false);
    await say(ada, id, 'Are you there?');
    assert.equal(await isListed(), true);
    await hide();
    await openDirect(ben, [ada]);
    assert.equal(await isListed(), true);
  });

  it('keeps notes to oneself, and is open to guests', async () => {
    const [ada, guest] = [account('Ada'), replicas.person(1, { username: 'Guest' })];
    const notes = await openDirect(ada, []);
    assert.deepEqual([notes.members, notes.people], [1, []]);
    await say(ada, notes.id, 'Milk');
    const room = await openDirect(guest, [ada]);
    await say(guest, room.id, 'Hello');
    assert.equal((await roomOf(ada, room.id)).people?.[0]?.guest, true);
  });

  it('refuses people who do not exist, but opens what exists', async () => {
    const [ada, ben] = [account('Ada'), account('Ben')];
    await assertProblem(ada.request('POST', '/direct', { subs: [randomUUID()] }), 404, 'unknown-person');
    const { id } = await openDirect(ada, [ben]);
    replicas.auth.forget(ben.caller.sub);
    assert.equal((await openDirect(ada, [ben])).id, id);
    const many = Array.from({ length: 8 }, () => randomUUID());
    await assertProblem(ada.request('POST', '/direct', { subs: many }), 400, 'validation');
  });

  it('begins once, however many write first at the same time', async () => {
    const [ada, ben] = [account('Ada'), account('Ben', 1)];
    const { id } = await openDirect(ada, [ben]);
    await openDirect(ben, [ada]);
    await Promise.all([say(ada, id, 'one'), say(ben, id, 'two'), say(ada.at(replicas.url(1)), id, 'three')]);
    const kinds = await eventsOf(replicas.admin, id);
    assert.deepEqual(kinds, ['member-joined', 'member-joined', 'created', 'created', 'created']);
  });
});
