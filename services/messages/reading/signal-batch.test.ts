import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { unavailable } from '../../shared/problem.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import type { AddressedSignal } from '../events/signals.ts';
import { SignalBatch } from './signal-batch.ts';
import type { Mark, ReadingStore } from './store.ts';

const logger = createLogger('test', 'silent');
const ada = randomUUID();
const mark = (seq: number, unread = false, room = 'general'): Mark => ({
  sub: ada,
  username: 'Ada',
  guest: false,
  room,
  seq,
  unread,
});
const typing = (room: string): AddressedSignal => ({ signal: { type: 'typing', room, sub: ada, username: 'Ada' } });

describe('SignalBatch', () => {
  let written: { marks: readonly Mark[]; signals: readonly AddressedSignal[] }[];
  let failing: boolean;
  let batch: SignalBatch;

  beforeEach(() => {
    written = [];
    failing = false;
    mock.timers.enable({ apis: ['setTimeout'] });
    const store = {
      markRead: (marks: readonly Mark[], signals: readonly AddressedSignal[]) => {
        written.push({ marks, signals });
        if (failing) return Promise.reject(unavailable('The test lets it fail.'));
        return Promise.resolve(marks.map(({ room, seq }) => (room === 'unknown' ? null : seq)));
      },
    };
    batch = new SignalBatch(store as unknown as ReadingStore, logger);
  });
  afterEach(async () => {
    mock.timers.reset();
    await batch.close();
  });

  it('writes what comes within 100 ms at once, and answers then', async () => {
    batch.send(typing('one'));
    const marker = batch.mark(mark(7));
    mock.timers.tick(99);
    batch.send(typing('two'));
    const none = batch.mark(mark(7, false, 'unknown'));
    assert.equal(written.length, 0);
    mock.timers.tick(1);
    assert.deepEqual(await Promise.all([marker, none]), [7, null]);
    assert.deepEqual(written, [
      { marks: [mark(7), mark(7, false, 'unknown')], signals: [typing('one'), typing('two')] },
    ]);
  });

  for (const [name, marks, merged] of [
    ['forward', [mark(5), mark(9), mark(7)], mark(9)],
    ['back', [mark(9), mark(5, true)], mark(5, true)],
    ['back and forward again', [mark(9), mark(5, true), mark(7), mark(6)], mark(7, true)],
  ] satisfies [string, Mark[], Mark][]) {
    it(`moves a marker ${name} as if one after the other`, async () => {
      const markers = Promise.all(marks.map((each) => batch.mark(each)));
      mock.timers.tick(100);
      await markers;
      assert.deepEqual(written, [{ marks: [merged], signals: [] }]);
    });
  }

  it('sends one of several signals about the same', () => {
    for (const room of ['one', 'one', 'two', 'one']) batch.send(typing(room));
    mock.timers.tick(100);
    return batch.close().then(() => {
      assert.deepEqual(written, [{ marks: [], signals: [typing('one'), typing('two')] }]);
    });
  });

  it('fails the markers of a batch alone', async () => {
    failing = true;
    const failed = batch.mark(mark(7));
    mock.timers.tick(100);
    await assert.rejects(failed, /The test lets it fail/);
    failing = false;
    const stored = batch.mark(mark(8));
    mock.timers.tick(100);
    assert.equal(await stored, 8);
  });

  it('refuses markers beyond what it can hold, and drops signals', async () => {
    const markers = Array.from({ length: 2_000 }, (_, index) => batch.mark(mark(index)));
    await assert.rejects(batch.mark(mark(1)), /Too many markers/);
    for (let index = 0; index < 2_100; index++) batch.send(typing(String(index)));
    await batch.close();
    await Promise.all(markers);
    assert.equal(written[0]?.signals.length, 2_000);
  });
});
