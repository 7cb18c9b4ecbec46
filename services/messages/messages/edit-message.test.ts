import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { stored } from '../testing/stored.ts';

const replicas = replicasForTests();
const administrator = () => replicas.person(1, { username: 'Root', roles: ['account', 'admin'] });

describe('PATCH /messages/{id}', () => {
  it("replaces the text of the caller's message, live and in the history", async () => {
    const ada = replicas.person(0);
    const reader = await replicas.person(1).stream();
    const sent = await ada.post('Helo');
    const edited = await ada.edit(sent.id, 'Hello');
    assert.deepEqual(edited, { ...sent, message: 'Hello', editedAt: edited.editedAt });
    const [, event] = await reader.count(2);
    assert.deepEqual(event, { seq: event?.seq, type: 'edited', room: 'general', message: edited });
    const { messages } = await replicas.person(1).history({ limit: 1 });
    assert.deepEqual(messages, [edited]);
    reader.close();
  });

  it('creates no event if the text is unchanged', async () => {
    const ada = replicas.person(0);
    const sent = await ada.post('as it is');
    const { cursor } = await ada.events();
    assert.deepEqual(await ada.edit(sent.id, 'as it is'), sent);
    assert.deepEqual(await ada.events({ after: cursor }), { events: [], hasMore: false, cursor });
  });

  it("refuses to edit another user's message, for administrators too", async () => {
    const { id } = await replicas.person(0).post('mine');
    for (const other of [replicas.person(0), administrator()]) {
      await assertProblem(other.request('PATCH', `/messages/${id}`, { message: 'yours' }), 403, 'forbidden');
    }
    assert.equal((await stored(replicas, id)).text, 'mine');
  });

  it('refuses deleted and unknown messages and invalid input', async () => {
    const ada = replicas.person(0);
    const { id } = await ada.post('soon gone');
    await ada.delete(id);
    await assertProblem(ada.request('PATCH', `/messages/${id}`, { message: 'back' }), 409, 'message-deleted');
    await assertProblem(ada.request('PATCH', `/messages/${randomUUID()}`, { message: 'x' }), 404, 'not-found');
    await assertProblem(ada.request('PATCH', '/messages/42', { message: 'x' }), 400, 'validation');
    await assertProblem(ada.request('PATCH', `/messages/${id}`, { message: 'a\0b' }), 400, 'validation');
    await assertProblem(ada.request('PATCH', `/messages/${id}`, {}), 400, 'validation');
  });
});
