import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Listener } from '../shared/database/listener.ts';
import { createPool } from '../shared/database/pool.ts';
import { createLogger } from '../shared/log.ts';
import { DEFAULT_ROOM } from './rooms.ts';
import { LogReader } from './store/log-reader.ts';
import { LOG_GREW, LogTail } from './tail.ts';
import { replicasForTests } from './testing/replicas.ts';

const MESSAGES = 500;

describe('LogTail', () => {
  const replicas = replicasForTests();
  const logger = createLogger('test', 'silent');

  it('reads each event once although the log grows while it starts', async (test) => {
    const ada = replicas.person();
    const { cursor: start } = await ada.history();
    await replicas.fill(ada, MESSAGES, 'Here');
    const { url } = replicas.database.urls.messages;
    const pool = createPool(url, 'test', logger, 2);
    // It hears what the test says.
    const listener = new Listener(url, [], logger);
    const tail = new LogTail(new LogReader(pool), listener, logger, () => undefined);
    test.after(() => {
      tail.stop();
      return pool.end();
    });

    listener.emit('up');
    const starting = tail.start();
    listener.emit('notification', LOG_GREW, '');
    await starting;
    listener.emit('notification', LOG_GREW, '');
    const { cursor: end } = await ada.history();
    await tail.reach(end);

    const seqs: number[] = [];
    for (let cursor = start; cursor < end;) {
      const missed = tail.missed(cursor, DEFAULT_ROOM);
      assert.ok(missed);
      seqs.push(...missed.frames.map(({ seq }) => seq));
      cursor = missed.cursor;
    }
    assert.deepEqual(
      seqs,
      Array.from({ length: MESSAGES }, (_, index) => start + index + 1),
    );
  });
});
