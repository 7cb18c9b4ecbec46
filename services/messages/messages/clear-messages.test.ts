import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { stored } from '../testing/stored.ts';

const replicas = replicasForTests();
const administrator = () => replicas.person(1, { username: 'Root', roles: ['account', 'admin'] });

describe('DELETE /messages/clear', () => {
  it('deletes every message with a single event', async () => {
    const ada = replicas.person(0);
    const reader = await ada.stream();
    const sent = [await ada.post('one'), await ada.post('two'), await ada.post('three')];
    const response = await administrator().request('DELETE', '/messages/clear?room=general');
    assert.equal(response.status, 200);
    const cleared = (await response.json()) as { room: string; seq: number };
    assert.deepEqual(cleared, { room: 'general', seq: cleared.seq });
    assert.ok(cleared.seq > (sent[2]?.seq ?? 0));

    const { messages } = await ada.history();
    assert.ok(messages.length >= 3);
    for (const { message, deletedAt } of messages) assert.ok(message === '' && deletedAt !== undefined);
    const event = (await reader.count(4))[3];
    assert.deepEqual(event, { seq: cleared.seq, type: 'cleared', room: 'general' });
    await assertProblem(ada.request('PATCH', `/messages/${sent[0]?.id}`, { message: 'x' }), 409, 'message-deleted');

    const after = await ada.post('a new beginning');
    assert.equal((await ada.history({ limit: 1 })).messages[0]?.message, 'a new beginning');
    assert.ok(after.seq > cleared.seq);
    reader.close();
  });

  it('erases the texts from the rows', async () => {
    const ada = replicas.person(0);
    const { id } = await ada.post('in the row');
    await administrator().request('DELETE', '/messages/clear');
    while ((await stored(replicas, id)).text !== '') await new Promise(setImmediate);
    assert.ok((await stored(replicas, id)).deleted_at);
    const { rows } = await replicas.admin.query(`SELECT FROM messages.messages WHERE text <> ''`);
    assert.equal(rows.length, 0);
  });

  it('requires an administrator and an existing room', async () => {
    await assertProblem(replicas.person().request('DELETE', '/messages/clear'), 403, 'forbidden');
    await assertProblem(administrator().request('DELETE', '/messages/clear?room=attic'), 404, 'unknown-room');
  });
});
