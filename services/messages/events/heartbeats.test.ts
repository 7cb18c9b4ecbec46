import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { replicasForTests, type Replica } from '../testing/replicas.ts';
import { createRoom } from '../testing/rooms.ts';
import { LARGE, unreadStream, untilRead } from '../testing/streams.ts';

const replicas = replicasForTests();
describe('a heartbeat', () => {
  let here: Replica;
  let there: Replica;

  const beat = () => mock.timers.tick(15_000);

  beforeEach(async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    [here, there] = [await replicas.start(), await replicas.start()];
  });
  afterEach(async () => {
    // First, since a stop closes idle connections by an interval.
    mock.timers.reset();
    await Promise.all([here.stop(), there.stop()]);
  });

  it("carries the log's end, from which a stream of a quiet room resumes at any replica", async () => {
    const ada = replicas.person(0);
    const { seq: start } = await ada.post('before');
    const readers = await Promise.all([here, there].map(({ url }) => ada.at(url).stream(start)));
    const room = await createRoom(replicas, ada);
    await replicas.fill(ada, 1, 'noise', room.id);
    const { cursor: end } = await ada.history();
    // A stream without a cursor opens once its replica has read up to the log's end.
    for (const { url } of [here, there]) (await ada.at(url).stream()).close();
    for (const { cursor } of readers) assert.equal(cursor, start);
    beat();
    for (const reader of readers) {
      await reader.until(() => reader.cursor > start);
      assert.equal(reader.cursor, end);
      assert.deepEqual(reader.events, []);
    }
    const resumed = await Promise.all([there, here].map(({ url }) => ada.at(url).stream(end)));
    const after = await ada.post('after');
    for (const reader of [...readers, ...resumed]) {
      await reader.count(1);
      assert.deepEqual(reader.seqs, [after.seq]);
      reader.close();
    }
  });

  it('carries no id while the stream catches up', async () => {
    const ada = replicas.person(0).at(here.url);
    const { seq: start } = await ada.post('before much');
    for (let batch = 0; batch < 6; batch++) await replicas.fill(ada, 100, LARGE);
    const { seq: last } = await ada.post('the last of it');
    await untilRead(ada);
    const stream = await unreadStream(here.url, ada, start);
    beat();
    let text = '';
    stream.setEncoding('utf8');
    for await (const chunk of stream) {
      text += String(chunk);
      if (text.includes(`id: ${last}\n`) && text.endsWith('\n\n')) break;
    }
    assert.match(text, /^: still here\n\n/m);
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    const { events } = await ada.events({ after: start, limit: 500 });
    assert.equal(ids.length, 602);
    assert.deepEqual(ids.slice(0, 501), [start, ...events.map(({ seq }) => seq)]);
  });
});
