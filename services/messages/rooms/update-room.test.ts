import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  addMember,
  ADMIN,
  createRoom,
  eventsOf,
  getRoom,
  newName,
  say,
  updateRoom,
} from '../testing/room-calls.ts';

describe('PATCH /rooms/{room}', () => {
  const replicas = replicasForTests();
  const account = (replica: 0 | 1 = 0) => replicas.person(replica, ACCOUNT);

  it('changes what is given, with one event for a change and none otherwise', async () => {
    const ada = account();
    const { id, joinedSeq } = await createRoom(ada);
    const name = newName();
    const changed = await updateRoom(ada, id, { name, topic: 'News' });
    assert.deepEqual([changed.name, changed.topic, changed.archived], [name, 'News', false]);
    await updateRoom(ada, id, { name });
    await updateRoom(ada, id, { topic: 'News', archived: false });
    assert.deepEqual(await eventsOf(replicas.admin, id, joinedSeq), ['room-changed']);
    assert.equal((await updateRoom(ada, id, { topic: '' })).topic, '');
    await assertProblem(ada.request('PATCH', `/rooms/${id}`, {}), 400, 'validation');
  });

  it('makes a room read-only until it is restored', async () => {
    const [ada, ben] = [account(0), account(1)];
    const { id } = await createRoom(ada);
    const sent = await say(ada, id, 'Hello');
    await updateRoom(ada, id, { archived: true });
    await assertProblem(ada.send('No', undefined, id), 409, 'room-archived');
    await assertProblem(ada.request('PATCH', `/messages/${sent.id}`, { message: 'No' }), 409, 'room-archived');
    await assertProblem(ben.request('PUT', `/rooms/${id}/members/${ben.caller.sub}`), 409, 'room-archived');
    assert.equal((await ada.history({ room: id })).messages.length, 1);
    assert.equal((await getRoom(ada, id)).room?.archived, true);
    await ada.delete(sent.id);
    await updateRoom(ada, id, { archived: false });
    await say(ada, id, 'Again');
    const audit = replicas.log.takeAudit().map(({ event }) => event);
    assert.ok(audit.includes('room-archived') && audit.includes('room-restored'));
  });

  it('lets an administrator change a public room without being in it', async () => {
    const [ada, root] = [account(0), replicas.person(1, ADMIN)];
    const { id } = await createRoom(ada);
    const room = await updateRoom(root, id, { topic: 'Be kind' });
    assert.deepEqual([room.topic, room.role, room.unread], ['Be kind', 'member', 0]);
    const { joined, public: seen } = await getRoom(root, id);
    assert.deepEqual([joined, seen?.topic], [false, 'Be kind']);
  });

  it('is refused to members, and for general and direct rooms to everybody', async () => {
    const [ada, ben, root] = [account(0), account(1), replicas.person(1, ADMIN)];
    const { id } = await createRoom(ada);
    await addMember(ben, id);
    await assertProblem(ben.request('PATCH', `/rooms/${id}`, { topic: 'Mine' }), 403, 'forbidden');
    await assertProblem(root.request('PATCH', '/rooms/general', { topic: 'Mine' }), 403, 'forbidden');
  });
});
