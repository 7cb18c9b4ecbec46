import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, addMember, createRoom, getRoom, roomOf } from '../testing/room-calls.ts';

describe('GET /rooms/{room}', () => {
  const replicas = replicasForTests();

  it('shows members their room, and other accounts what is public of it', async () => {
    const [ada, ben] = [replicas.person(0, ACCOUNT), replicas.person(1, ACCOUNT)];
    const room = await createRoom(ada, { topic: 'News' });
    const seen = await getRoom(ben, room.id);
    const { id, kind, name, topic, archived, createdAt, members } = room;
    assert.deepEqual(seen, {
      joined: false,
      cursor: seen.cursor,
      public: { id, kind, name, topic, archived, createdAt, members, joined: false },
    });
    await addMember(ben, room.id);
    const view = await getRoom(ben, room.id);
    assert.deepEqual(view, { joined: true, cursor: view.cursor, room: await roomOf(ben, room.id) });
  });

  it('shows general to everybody', async () => {
    assert.equal((await getRoom(replicas.person(), 'general')).joined, true);
  });

  it('answers for a room that may not be seen as for one that does not exist', async () => {
    const [ada, ben, guest] = [replicas.person(0, ACCOUNT), replicas.person(1, ACCOUNT), replicas.person()];
    const [hidden, open] = [await createRoom(ada, { kind: 'private' }), await createRoom(ada)];
    const unknown = await assertProblem(ben.request('GET', `/rooms/${randomUUID()}`), 404, 'unknown-room');
    const refused = await assertProblem(ben.request('GET', `/rooms/${hidden.id}`), 404, 'unknown-room');
    assert.equal(refused.detail, unknown.detail);
    await assertProblem(guest.request('GET', `/rooms/${open.id}`), 404, 'unknown-room');
  });
});
