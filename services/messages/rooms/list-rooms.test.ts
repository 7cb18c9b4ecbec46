import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  addMember,
  createRoom,
  listRooms,
  mention,
  openDirect,
  removeMember,
  roomOf,
  say,
  succeed,
  updateRoom,
} from '../testing/room-calls.ts';

describe('GET /rooms', () => {
  const replicas = replicasForTests();
  const account = (replica: 0 | 1 = 0) => replicas.person(replica, ACCOUNT);

  it('begins with general alone, in which everything is read', async () => {
    const ada = replicas.person();
    await replicas.person().post('Before');
    const { rooms, cursor } = await listRooms(ada);
    const [general] = rooms;
    assert.ok(general?.lastMessage);
    assert.deepEqual(rooms, [
      {
        id: 'general',
        kind: 'public',
        name: 'general',
        topic: '',
        archived: false,
        createdAt: general.createdAt,
        members: 0,
        role: 'member',
        level: 'mentions',
        hidden: false,
        joinedSeq: cursor,
        marker: cursor,
        unread: 0,
        mentions: 0,
        lastMessage: general.lastMessage,
      },
    ]);
    const after = await replicas.person(1).post('After');
    const now = await roomOf(ada.at(replicas.url(1)), 'general');
    assert.deepEqual([now.unread, now.marker, now.lastMessage?.seq], [1, cursor, after.seq]);
  });

  it('lists the rooms that the caller is in, latest activity first, with what is unread', async () => {
    const [ada, ben, cleo] = [account(0), account(1), account(0)];
    await listRooms(ben);
    const quiet = await createRoom(ada);
    const busy = await createRoom(ada, { kind: 'private' });
    await createRoom(cleo);
    for (const { id } of [quiet, busy]) await addMember(ada, id, ben);
    await say(ada, quiet.id, 'one');
    await say(ada, busy.id, 'two');
    await say(ada, busy.id, `@${ben.caller.username} three`, [mention(ben)]);
    await say(ben, busy.id, 'my own');
    const last = await say(ada, busy.id, '@room four', [{ as: 'room' }]);
    const { rooms, cursor } = await listRooms(ben);
    assert.deepEqual(
      rooms.map(({ id, unread, mentions, role }) => [id, unread, mentions, role]),
      [
        [busy.id, 3, 2, 'member'],
        [quiet.id, 1, 0, 'member'],
        ['general', 0, 0, 'member'],
      ],
    );
    assert.equal(cursor, last.seq);
    assert.deepEqual(rooms[0]?.lastMessage, { seq: last.seq, timestamp: last.timestamp });
  });

  it('leaves out rooms that were left, archived or hidden', async () => {
    const ada = account();
    const left = await createRoom(ada);
    const archived = await createRoom(ada);
    const direct = await openDirect(ada, []);
    await removeMember(ada, left.id);
    await updateRoom(ada, archived.id, { archived: true });
    await succeed(ada.request('PATCH', `/rooms/${direct.id}/membership`, { hidden: true }));
    assert.deepEqual(
      (await listRooms(ada)).rooms.map(({ id }) => id),
      ['general'],
    );
  });

  it('counts at most 100, and not what is deleted, cleared or from before joining', async () => {
    const [ada, ben] = [account(0), account(1)];
    const room = await createRoom(ada);
    await say(ada, room.id, 'before');
    await addMember(ada, room.id, ben);
    assert.equal((await roomOf(ben, room.id)).unread, 0);
    const sent = [];
    for (let count = 0; count < 110; count++) sent.push(await say(ada, room.id, `${count} @room`, [{ as: 'room' }]));
    const counts = async () => {
      const { unread, mentions } = await roomOf(ben, room.id);
      return [unread, mentions];
    };
    assert.deepEqual(await counts(), [100, 100]);
    for (const { id } of sent.slice(0, 50)) await ada.delete(id);
    assert.deepEqual(await counts(), [60, 60]);
    await succeed(ada.request('DELETE', `/rooms/${room.id}/messages`));
    assert.deepEqual(await counts(), [0, 0]);
    assert.equal((await roomOf(ben, room.id)).lastMessage, undefined);
    await say(ada, room.id, 'again');
    assert.deepEqual(await counts(), [1, 0]);
  });
});
