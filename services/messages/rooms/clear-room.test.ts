import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, addMember, createRoom, mention, say, succeed } from '../testing/room-calls.ts';
import { stored } from '../testing/stored.ts';

describe('DELETE /rooms/{room}/messages', () => {
  const replicas = replicasForTests();

  it('deletes every message of that room alone, and whom they mention', async () => {
    const [ada, ben] = [replicas.person(0, ACCOUNT), replicas.person(1, ACCOUNT)];
    const room = await createRoom(ada);
    await addMember(ben, room.id);
    const elsewhere = await ada.post('In general');
    const sent = await say(ada, room.id, '@Ben look', [mention(ben, 'Ben')]);
    await assertProblem(ben.request('DELETE', `/rooms/${room.id}/messages`), 403, 'forbidden');
    const cleared = await succeed<{ room: string; seq: number }>(ada.request('DELETE', `/rooms/${room.id}/messages`));
    assert.deepEqual(cleared, { room: room.id, seq: cleared.seq });
    const { messages } = await ben.history({ room: room.id });
    assert.deepEqual(
      messages.map(({ id, message, mentions, deletedAt }) => [id, message, mentions, deletedAt !== undefined]),
      [[sent.id, '', undefined, true]],
    );
    assert.equal((await ada.history()).messages.at(-1)?.id, elsewhere.id);
    while ((await stored(replicas, sent.id)).text !== '') await new Promise(setImmediate);
    const { rowCount } = await replicas.admin.query('SELECT FROM messages.message_mentions WHERE room = $1', [room.id]);
    assert.equal(rowCount, 0);
  });
});
