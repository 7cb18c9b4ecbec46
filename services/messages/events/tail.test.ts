import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it, mock, type TestContext } from 'node:test';
import { Listener } from '../../shared/database/listener.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { testCaller } from '../../../testkit/caller.ts';
import { readAll, streamPair } from '../../../testkit/stream-pair.ts';
import { eventFilter } from './event-kinds.ts';
import { DEFAULT_ROOM } from '../rooms/permissions.ts';
import { createdEvent, subjectsOfEvents, type Event } from './event.ts';
import { EventStore, LOG_GREW } from './store.ts';
import { MessageStore } from '../messages/store.ts';
import { LogTail } from '../../shared/log/tail.ts';
import { replicasForTests } from '../testing/replicas.ts';

const MESSAGES = 500;
const topic = { room: DEFAULT_ROOM, kinds: eventFilter() };

class WatchedStore extends EventStore {
  reads = 0;
  underWay = 0;
  failing = false;

  override async events(page: Parameters<EventStore['events']>[0]): ReturnType<EventStore['events']> {
    this.reads++;
    if (this.failing) throw new Error('the test lets it fail');
    this.underWay++;
    return super.events(page).finally(() => this.underWay--);
  }
}

describe('LogTail', () => {
  const replicas = replicasForTests();
  const logger = createLogger('test', 'silent');

  /** A tail that is notified only by the test, and a writer on the same database. */
  function createTail(test: TestContext) {
    // Without the slow poll.
    mock.timers.enable({ apis: ['setInterval'] });
    const { url } = replicas.database.urls.messages;
    const pool = createPool(url, 'test', logger, 2);
    const listener = new Listener(url, [], logger);
    const reader = new WatchedStore(pool);
    const tail = new LogTail({
      source: reader,
      subjects: subjectsOfEvents,
      listener,
      channel: LOG_GREW,
      logger,
      onDelivery: () => undefined,
    });
    test.after(() => {
      mock.timers.reset();
      tail.stop();
      return pool.end();
    });
    return { tail, listener, reader, writer: new MessageStore(pool, 10_000) };
  }

  async function store(writer: MessageStore, texts: string[]) {
    const author = { room: DEFAULT_ROOM, sub: randomUUID(), username: 'Ada', guest: true };
    const results = await writer.post(texts.map((message) => ({ id: randomUUID(), ...author, message })));
    return results.flatMap((result) => (result.outcome === 'new' ? [createdEvent(result.message)] : []));
  }

  function seqsAfter(tail: LogTail<Event>, start: number): number[] {
    const seqs: number[] = [];
    for (let cursor = start; cursor < tail.end;) {
      const missed = tail.missed(cursor, topic);
      assert.ok(missed);
      seqs.push(...missed.frames.map(({ seq }) => seq));
      cursor = missed.cursor;
    }
    return seqs;
  }

  async function untilAt(tail: LogTail<Event>, seq: number): Promise<void> {
    while (tail.end < seq) await new Promise(setImmediate);
  }

  it('reads each event once if the log grows during its start', async (test) => {
    const ada = replicas.person();
    const { cursor: start } = await ada.history();
    await replicas.fill(ada, MESSAGES, 'Here');
    const { tail, listener } = createTail(test);

    listener.emit('up');
    const starting = tail.start();
    listener.emit('notification', LOG_GREW, String(start + MESSAGES));
    await starting;
    listener.emit('notification', LOG_GREW, String(start + MESSAGES + 1));
    const { cursor: end } = await ada.history();
    await tail.reach(end);
    assert.deepEqual(
      seqsAfter(tail, start),
      Array.from({ length: MESSAGES }, (_, index) => start + index + 1),
    );
  });

  it('delivers what its own process stored exactly as the log would, without reading it', async (test) => {
    const { tail, listener, reader, writer } = createTail(test);
    await tail.start();
    await untilAt(tail, (await reader.cursor(0)).end);
    const { end: start } = tail;
    const { reads } = reader;
    const messages = await store(writer, ['one', 'two']);
    tail.append(messages);
    listener.emit('notification', LOG_GREW, String(start + 2));
    await untilAt(tail, start + 2);
    assert.equal(reader.reads, reads);
    assert.deepEqual(seqsAfter(tail, start), [start + 1, start + 2]);
    const { events } = await reader.events({ after: start, limit: 2 });
    assert.deepEqual(
      tail.missed(start, topic)?.frames.map(({ bytes }) => bytes.toString()),
      events.map((event) => `id: ${event.seq}\nevent: created\ndata: ${JSON.stringify(event)}\n\n`),
    );
  });

  it('reads what another process stored before its own messages', async (test) => {
    const { tail, reader, writer } = createTail(test);
    await tail.start();
    await untilAt(tail, (await reader.cursor(0)).end);
    const { end: start } = tail;
    await store(writer, ['by another process']);
    tail.append(await store(writer, ['mine']));
    await untilAt(tail, start + 2);
    assert.deepEqual(seqsAfter(tail, start), [start + 1, start + 2]);
  });

  it('delivers nothing twice', async (test) => {
    const { tail, listener, writer } = createTail(test);
    await tail.start();
    const messages = await store(writer, ['read first']);
    const [{ seq }] = messages as [Event];
    listener.emit('notification', LOG_GREW, String(seq));
    await untilAt(tail, seq);
    tail.append(messages);
    tail.append(await store(writer, ['next']));
    await untilAt(tail, seq + 1);
    assert.deepEqual(seqsAfter(tail, seq - 1), [seq, seq + 1]);
  });

  it('delivers its own events and those of others in between, once and in order', async (test) => {
    const { tail, listener, reader, writer } = createTail(test);
    await tail.start();
    await untilAt(tail, (await reader.cursor(0)).end);
    const { end: start } = tail;
    const { stream, reader: socket } = await streamPair();
    tail.join(stream, topic);
    const mine = await store(writer, ['first', 'second']);
    tail.append(mine);
    const [created] = mine;
    assert.ok(created);
    const { id, sub } = created.message;
    const author = testCaller({ sub });
    // As by another process: this one is only notified.
    await writer.edit(id, author, 'edited', undefined);
    tail.append(await store(writer, ['third']));
    await writer.delete(id, author);
    listener.emit('notification', LOG_GREW, String(start + 5));
    await untilAt(tail, start + 5);
    stream.close();
    const text = await readAll(socket);
    assert.deepEqual(
      [...text.matchAll(/^id: (\d+)\nevent: (\w+)$/gm)].map(([, seq, type]) => [Number(seq) - start, type]),
      [
        [1, 'created'],
        [2, 'created'],
        [3, 'edited'],
        [4, 'created'],
        [5, 'deleted'],
      ],
    );
  });

  it('loses nothing when a read fails, and retries at the next notification', async (test) => {
    const { tail, listener, reader, writer } = createTail(test);
    await tail.start();
    await untilAt(tail, (await reader.cursor(0)).end);
    const { end: start } = tail;
    // Wait for the read that the start began: it must not see what follows.
    while (reader.underWay > 0) await new Promise(setImmediate);
    await store(writer, ['by another process']);
    reader.failing = true;
    const { reads } = reader;
    tail.append(await store(writer, ['mine']));
    while (reader.reads === reads) await new Promise(setImmediate);
    tail.append(await store(writer, ['mine too']));
    assert.equal(tail.end, start);
    reader.failing = false;
    listener.emit('notification', LOG_GREW, String(start + 3));
    await untilAt(tail, start + 3);
    assert.deepEqual(seqsAfter(tail, start), [start + 1, start + 2, start + 3]);
  });

  it('reads from the log what exceeds its buffer', async (test) => {
    const { tail, reader, writer } = createTail(test);
    const { end: start } = await reader.cursor(0);
    for (let batch = 0; batch < 5; batch++) tail.append(await store(writer, Array.from({ length: 500 }, String)));
    await tail.start();
    await untilAt(tail, start + 2_500);
    assert.equal(tail.end, start + 2_500);
    assert.equal(new Set(seqsAfter(tail, start + 1_600)).size, 900);
  });
});
