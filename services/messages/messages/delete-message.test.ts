import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { stored } from '../testing/stored.ts';

const replicas = replicasForTests();
const administrator = () => replicas.person(1, { username: 'Root', roles: ['account', 'admin'] });

describe('DELETE /messages/{id}', () => {
  it('leaves a tombstone and erases the text', async () => {
    const ada = replicas.person(0);
    const reader = await replicas.person(1).stream();
    const sent = await ada.post('regretted');
    await ada.delete(sent.id);
    assert.equal((await stored(replicas, sent.id)).text, '');
    const [, event] = await reader.count(2);
    assert.deepEqual([event?.type, event?.message?.id, event?.message?.message], ['deleted', sent.id, '']);
    const { messages } = await replicas.person(1).history({ limit: 1 });
    assert.deepEqual(messages, [{ ...sent, message: '', deletedAt: messages[0]?.deletedAt }]);
    reader.close();
  });

  it('is idempotent, and creates one event', async () => {
    const ada = replicas.person(0);
    const { id, seq } = await ada.post('twice');
    await Promise.all([ada.delete(id), ada.at(replicas.url(1)).delete(id), ada.delete(id)]);
    const { events } = await ada.events({ after: seq });
    assert.deepEqual(
      events.map(({ type }) => type),
      ['deleted'],
    );
  });

  it("refuses to delete another user's message, except for administrators", async () => {
    const { id } = await replicas.person(0).post('not yours');
    await assertProblem(replicas.person(1).request('DELETE', `/messages/${id}`), 403, 'forbidden');
    await administrator().delete(id);
    assert.equal((await stored(replicas, id)).text, '');
  });

  it('answers 404 if the message does not exist', async () => {
    const ada = replicas.person();
    await assertProblem(ada.request('DELETE', `/messages/${randomUUID()}`), 404, 'not-found');
    await assertProblem(ada.request('DELETE', '/messages/all'), 400, 'validation');
  });
});
