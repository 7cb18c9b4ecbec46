import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { eventFilter } from './event-kinds.ts';
import { EventReader } from '../testing/event-reader.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();

function stream({ caller }: Person, query: string): Promise<EventReader> {
  return EventReader.open(`${replicas.url(1)}/events?${query}`, { Authorization: `Bearer ${caller.token}` });
}

/** Sends, edits and deletes a message; returns the position before it and its four events' kinds. */
async function changes(ada: Person): Promise<number> {
  const { cursor } = await ada.events();
  const { id } = await ada.post('Helo');
  await ada.edit(id, 'Hello');
  await ada.delete(id);
  return cursor;
}

describe('the kinds of events', () => {
  it('without types are today’s four, for ever', () => {
    assert.deepEqual(eventFilter(), ['created', 'edited', 'deleted', 'cleared']);
  });

  it('in any order, and repeated, are the same filter', () => {
    assert.equal(eventFilter(['deleted', 'created', 'deleted']), eventFilter(['created', 'deleted']));
    assert.equal(eventFilter(['cleared', 'deleted', 'edited', 'created']), eventFilter());
  });
});

describe('GET /events?types=', () => {
  it('gives only the named kinds on a page, and a cursor beyond the others', async () => {
    const ada = replicas.person();
    const after = await changes(ada);
    const page = await ada.events({ after, types: ['edited', 'deleted'] });
    assert.deepEqual(
      page.events.map(({ type }) => type),
      ['edited', 'deleted'],
    );
    const first = await ada.events({ after, types: ['created', 'deleted'], limit: 1 });
    assert.deepEqual([first.events.map(({ type }) => type), first.hasMore], [['created'], true]);
    const none = await ada.events({ after, types: ['cleared'] });
    assert.deepEqual(none, { events: [], hasMore: false, cursor: page.cursor });
  });

  it('ignores kinds that the server does not know', async () => {
    const ada = replicas.person();
    const after = await changes(ada);
    const page = await ada.events({ after, types: ['reaction-added', 'edited'] });
    assert.deepEqual(
      page.events.map(({ type }) => type),
      ['edited'],
    );
    assert.deepEqual((await ada.events({ after, types: ['pinned'] })).events, []);
  });

  it('filters a stream: what was missed, and what is live', async () => {
    const ada = replicas.person();
    const after = await changes(ada);
    const [some, all] = await Promise.all([
      stream(ada, `after=${after}&types=deleted,unknown`),
      stream(ada, `after=${after}`),
    ]);
    await Promise.all([some.count(1), all.count(3)]);
    await changes(ada);
    await Promise.all([some.count(2), all.count(6)]);
    assert.deepEqual(
      some.events.map(({ type }) => type),
      ['deleted', 'deleted'],
    );
    assert.deepEqual(
      some.seqs,
      all.events.filter(({ type }) => type === 'deleted').map(({ seq }) => seq),
    );
    for (const reader of [some, all]) reader.close();
  });

  it('filters a stream that starts before what is in memory', async () => {
    const ada = replicas.person();
    const after = await changes(ada);
    await replicas.fill(ada, 1_200, 'x'.repeat(2_000));
    const reader = await stream(ada, `after=${after}&types=edited,deleted`);
    await ada.edit((await ada.post('Helo')).id, 'Hello');
    await reader.count(3);
    assert.deepEqual(
      reader.events.map(({ type }) => type),
      ['edited', 'deleted', 'edited'],
    );
    reader.close();
  });

  for (const types of ['', 'Edited', 'edited;deleted', Array.from({ length: 101 }, () => 'a').join()]) {
    it(`refuses ${types.slice(0, 20) || 'nothing'}`, async () => {
      await assertProblem(replicas.person().request('GET', `/events?types=${types}`), 400, 'validation');
    });
  }
});
