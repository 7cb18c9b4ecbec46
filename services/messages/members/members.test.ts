import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  addMember,
  ADMIN,
  changeRole,
  createRoom,
  eventsOf,
  listMembers,
  openDirect,
  removeMember,
  roomOf,
  say,
} from '../testing/room-calls.ts';

const replicas = replicasForTests();
const account = (replica: 0 | 1 = 0, username = 'Ada') => replicas.person(replica, { ...ACCOUNT, username });

describe('PUT /rooms/{room}/members/{sub}', () => {
  it('joins a public room once, with one event, and its whole history', async () => {
    const [ada, ben] = [account(), account(1, 'Ben')];
    const { id, joinedSeq } = await createRoom(ada);
    await say(ada, id, 'Before');
    const added = await Promise.all([addMember(ben, id), addMember(ben.at(replicas.url(0)), id)]);
    assert.deepEqual(added[0], added[1]);
    assert.deepEqual(added[0], {
      sub: ben.caller.sub,
      username: 'Ben',
      guest: false,
      gone: false,
      role: 'member',
      joinedAt: added[0].joinedAt,
    });
    assert.deepEqual(await eventsOf(replicas.admin, id, joinedSeq), ['created', 'member-joined']);
    assert.deepEqual(
      (await ben.history({ room: id })).messages.map(({ message }) => message),
      ['Before'],
    );
  });

  it('adds others: members in public rooms, owners in private ones and guests', async () => {
    const [ada, ben, cleo] = [account(), account(1, 'Ben'), account(0, 'Cleo')];
    const guest = replicas.person(1, { username: 'Guest' });
    const open = await createRoom(ada);
    await addMember(ben, open.id);
    assert.equal((await addMember(ben, open.id, cleo)).username, 'Cleo');
    const put = (actor: typeof ada, room: string, person: typeof ada) =>
      actor.request('PUT', `/rooms/${room}/members/${person.caller.sub}`);
    await assertProblem(put(ben, open.id, guest), 403, 'forbidden');
    assert.equal((await addMember(ada, open.id, guest)).guest, true);
    await assertProblem(put(guest, open.id, account()), 403, 'forbidden');
    await say(guest, open.id, 'Hello');

    const closed = await createRoom(ada, { kind: 'private' });
    await assertProblem(put(ben, closed.id, ben), 404, 'unknown-room');
    await addMember(ada, closed.id, ben);
    await assertProblem(put(ben, closed.id, cleo), 403, 'forbidden');
    await addMember(ada, closed.id, guest);
    const [line] = replicas.log.takeAudit().filter(({ room, event }) => room === closed.id && event === 'member-added');
    assert.deepEqual(line?.['target'], { sub: ben.caller.sub, username: 'Ben' });
  });

  it('refuses people who do not exist, and says so only to those who may add', async () => {
    const [ada, ben] = [account(), account(1)];
    const { id } = await createRoom(ada, { kind: 'private' });
    await assertProblem(ada.request('PUT', `/rooms/${id}/members/${randomUUID()}`), 404, 'unknown-person');
    await assertProblem(ben.request('PUT', `/rooms/${id}/members/${randomUUID()}`), 404, 'unknown-room');
    await assertProblem(ada.request('PUT', `/rooms/general/members/${randomUUID()}`), 403, 'forbidden');
    const direct = await openDirect(ada, [ben]);
    await assertProblem(ada.request('PUT', `/rooms/${direct.id}/members/${account().caller.sub}`), 403, 'forbidden');
  });

  it('refuses an 10,001st member', async () => {
    const [ada, ben] = [account(), account(1)];
    const { id } = await createRoom(ada);
    await replicas.admin.query(
      `INSERT INTO messages.memberships (sub, room, username, guest, role, level, joined_seq, joined_at, read_seq)
       SELECT gen_random_uuid(), $1, 'Someone', false, 'member', 'all', 1, now(), 1 FROM generate_series(1, 9999)`,
      [id],
    );
    await assertProblem(ben.request('PUT', `/rooms/${id}/members/${ben.caller.sub}`), 409, 'limit-reached');
    assert.equal((await roomOf(ada, id)).members, 10_000);
  });
});

describe('GET /rooms/{room}/members', () => {
  it('lists them in the order in which they joined, in pages', async () => {
    const ada = account();
    const { id } = await createRoom(ada);
    const names = ['Zoe', 'Ben', 'Cleo', 'Dora'];
    for (const name of names) await addMember(account(0, name), id);
    const listed = [];
    let next: string | undefined;
    do {
      const page = await listMembers(ada, id, `?limit=2${next === undefined ? '' : `&after=${next}`}`);
      listed.push(...page.members.map(({ username }) => username));
      next = page.next;
    } while (next !== undefined);
    assert.deepEqual(listed, ['Ada', ...names]);
    await assertProblem(ada.request('GET', `/rooms/${id}/members?after=x`), 400, 'validation');
    await assertProblem(account().request('GET', `/rooms/${id}/members`), 404, 'unknown-room');
  });
});

describe('DELETE /rooms/{room}/members/{sub}', () => {
  it('removes a member, who can do nothing there any more, with one event', async () => {
    const [ada, ben] = [account(), account(1, 'Ben')];
    const { id } = await createRoom(ada, { kind: 'private' });
    await addMember(ada, id, ben);
    const sent = await say(ben, id, 'Mine');
    await removeMember(ada, id, ben);
    await removeMember(ada, id, ben);
    assert.deepEqual(await eventsOf(replicas.admin, id, sent.seq), ['member-left']);
    await assertProblem(ben.send('No', undefined, id), 404, 'unknown-room');
    await assertProblem(ben.request('GET', `/messages?room=${id}`), 404, 'unknown-room');
    await assertProblem(ben.request('DELETE', `/messages/${sent.id}`), 404, 'not-found');
    await assertProblem(ben.request('PATCH', `/messages/${sent.id}`, { message: 'x' }), 404, 'not-found');
    // What is sent again was stored.
    assert.equal((await ben.send('Mine', sent.id, id)).status, 200);
  });

  it('leaves a room; the account that has been there longest follows its last owner', async () => {
    const [ada, ben, cleo] = [account(), account(1, 'Ben'), account(0, 'Cleo')];
    const { id } = await createRoom(ada, { kind: 'private' });
    const guest = replicas.person(0, { username: 'Guest' });
    for (const person of [guest, ben, cleo]) await addMember(ada, id, person);
    const { cursor } = await ada.events();
    await removeMember(ada, id);
    assert.deepEqual(await eventsOf(replicas.admin, id, cursor), ['member-left', 'member-changed']);
    const { members } = await listMembers(cleo, id);
    assert.deepEqual(
      members.map(({ username, role }) => [username, role]),
      [
        ['Guest', 'member'],
        ['Ben', 'owner'],
        ['Cleo', 'member'],
      ],
    );
  });

  it('cannot leave general or a direct room, nor remove anybody as a member', async () => {
    const [ada, ben] = [account(), account(1)];
    const direct = await openDirect(ada, [ben]);
    const leave = (person: typeof ada, room: string, other = person) =>
      person.request('DELETE', `/rooms/${room}/members/${other.caller.sub}`);
    await assertProblem(leave(ada, direct.id), 403, 'forbidden');
    await assertProblem(leave(ada, 'general'), 403, 'forbidden');
    const { id } = await createRoom(ada);
    await addMember(ben, id);
    await assertProblem(leave(ben, id, ada), 403, 'forbidden');
    await removeMember(replicas.person(0, ADMIN), id, ben);
  });
});

describe('PATCH /rooms/{room}/members/{sub}', () => {
  it('makes owners, and members again, but for the last one', async () => {
    const [ada, ben, root] = [account(), account(1, 'Ben'), replicas.person(0, ADMIN)];
    const { id } = await createRoom(ada);
    await addMember(ben, id);
    const { cursor } = await ada.events();
    assert.equal((await changeRole(ada, id, ben, 'owner')).role, 'owner');
    await changeRole(ada, id, ben, 'owner');
    await changeRole(ben, id, ada, 'member');
    assert.deepEqual(await eventsOf(replicas.admin, id, cursor), ['member-changed', 'member-changed']);
    const patch = (actor: typeof ada, person: typeof ada, role = 'owner') =>
      actor.request('PATCH', `/rooms/${id}/members/${person.caller.sub}`, { role });
    await assertProblem(patch(ben, ben, 'member'), 409, 'limit-reached');
    await assertProblem(patch(ada, ada), 403, 'forbidden');
    await changeRole(root, id, ada, 'owner');
    const guest = replicas.person();
    await addMember(ben, id, guest);
    await assertProblem(patch(ben, guest), 403, 'forbidden');
    await assertProblem(patch(ben, account()), 404, 'unknown-person');
    const roles = replicas.log.takeAudit().filter(({ event }) => event === 'member-role-changed');
    assert.equal(roles.length, 3);
  });
});
