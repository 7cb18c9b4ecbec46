/** During an update, replicas of the next release log kinds of events that this one does not know. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logForeignEvents } from '../../../testkit/foreign-event.ts';
import { replicasForTests } from '../testing/replicas.ts';

describe('an event of a kind that this release does not know', () => {
  const replicas = replicasForTests();
  const log = (count?: number) => logForeignEvents(replicas.database.adminUrl, count);

  it('is left out of live streams, resumed ones and pages, whose positions pass it', async () => {
    const ada = replicas.person(0);
    const { seq: start } = await ada.post('before');
    const live = await Promise.all([0, 1].map((replica) => ada.at(replicas.url(replica as 0 | 1)).stream(start)));
    const foreign = await log();
    const { seq } = await ada.post('after');
    assert.equal(seq, foreign + 1);
    const started = await replicas.start();
    const resumed = await Promise.all([
      ada.stream(start),
      ada.stream(foreign),
      ada.at(started.url).stream(start),
      ada.at(started.url).stream(foreign),
    ]);
    for (const reader of [...live, ...resumed]) {
      await reader.count(1);
      assert.deepEqual(reader.texts, ['after']);
      assert.equal(reader.cursor, seq);
      reader.close();
    }
    for (const url of [replicas.url(0), replicas.url(1), started.url]) {
      const page = await ada.at(url).events({ after: start });
      assert.deepEqual([page.events.map((event) => event.seq), page.hasMore, page.cursor], [[seq], false, seq]);
    }
    await started.stop();
  });

  it('moves the position of a reader that gets nothing else', async () => {
    const ada = replicas.person(0);
    const { seq: start } = await ada.post('before');
    const foreign = await log();
    assert.deepEqual(await ada.events({ after: start }), { events: [], hasMore: false, cursor: foreign });
    // A stream without a cursor opens once its replica has read up to the log's end.
    const reader = await replicas.person(1).stream();
    assert.equal(reader.cursor, foreign);
    reader.close();
  });

  it('fills whole pages of the log, which a replica reads at its start', async () => {
    const ada = replicas.person(0);
    const { seq: start } = await ada.post('before');
    await log(500);
    const { seq } = await ada.post('after');
    const started = await replicas.start();
    for (const url of [replicas.url(0), started.url]) {
      const reader = await ada.at(url).stream(start);
      await reader.count(1);
      assert.deepEqual(reader.seqs, [seq]);
      reader.close();
    }
    await started.stop();
  });
});
