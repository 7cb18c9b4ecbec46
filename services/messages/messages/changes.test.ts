import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const administrator = () => replicas.person(1, { username: 'Root', roles: ['account', 'admin'] });

/** The message's row in the database. */
async function stored(id: string): Promise<{ text: string; deleted_at: Date | null }> {
  const { rows } = await replicas.admin.query<{ text: string; deleted_at: Date | null }>(
    'SELECT text, deleted_at FROM messages.messages WHERE id = $1',
    [id],
  );
  assert.ok(rows[0]);
  return rows[0];
}

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
    assert.equal((await stored(id)).text, 'mine');
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

describe('DELETE /messages/{id}', () => {
  it('leaves a tombstone and erases the text', async () => {
    const ada = replicas.person(0);
    const reader = await replicas.person(1).stream();
    const sent = await ada.post('regretted');
    await ada.delete(sent.id);
    assert.equal((await stored(sent.id)).text, '');
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
    assert.equal((await stored(id)).text, '');
  });

  it('answers 404 if the message does not exist', async () => {
    const ada = replicas.person();
    await assertProblem(ada.request('DELETE', `/messages/${randomUUID()}`), 404, 'not-found');
    await assertProblem(ada.request('DELETE', '/messages/all'), 400, 'validation');
  });
});

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
    while ((await stored(id)).text !== '') await new Promise(setImmediate);
    assert.ok((await stored(id)).deleted_at);
    const { rows } = await replicas.admin.query(`SELECT FROM messages.messages WHERE text <> ''`);
    assert.equal(rows.length, 0);
  });

  it('requires an administrator and an existing room', async () => {
    await assertProblem(replicas.person().request('DELETE', '/messages/clear'), 403, 'forbidden');
    await assertProblem(administrator().request('DELETE', '/messages/clear?room=attic'), 404, 'unknown-room');
  });
});

describe('concurrent changes and posts', () => {
  it('never deadlock, and every reader receives them in one order', async () => {
    const people = [replicas.person(0), replicas.person(1), replicas.person(0), replicas.person(1)];
    const admin = administrator();
    const readers = await Promise.all([replicas.person(0).stream(), replicas.person(1).stream()]);

    await Promise.all(
      people.map(async (person, index) => {
        for (let round = 0; round < 12; round++) {
          const { id } = await person.post(`${index} ${round}`);
          await Promise.all([
            person.request('PATCH', `/messages/${id}`, { message: 'edited' }),
            person.at(replicas.url(index % 2 === 0 ? 1 : 0)).request('DELETE', `/messages/${id}`),
            round % 4 === 0 ? admin.request('DELETE', '/messages/clear') : admin.delete(id),
            person.post('beside'),
          ]);
        }
      }),
    );

    const last = await admin.post('the end');
    await Promise.all(readers.map((reader) => reader.until(() => reader.cursor === last.seq)));
    const [here, there] = readers.map(({ seqs }) => seqs);
    assert.deepEqual(here, there);
    assert.deepEqual(
      here,
      [...new Set(here)].sort((a, b) => a - b),
    );
    for (const reader of readers) reader.close();
  });
});
