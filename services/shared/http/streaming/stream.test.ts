import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { readAll, streamPair, type StreamPair } from '../../../../testkit/stream-pair.ts';
import { sendQueues } from './send-queues.ts';
import type { EventStream } from './stream.ts';

const KIB = 'x'.repeat(1024);
const skipSizes = process.platform === 'linux' ? false : 'only Linux reports unacknowledged bytes';

const closed = (stream: EventStream) => new Promise<void>((resolve) => stream.onClose(resolve));

/** Writes directly to the socket until the operating system's buffer is full. */
function fill({ socket }: StreamPair): void {
  while (!socket.writableNeedDrain) socket.write(KIB);
}

/** Sends a replay until it has to wait for its client; returns the bytes written and the pending wait. */
async function replay({ stream, socket }: StreamPair): Promise<{ written: number; drained: Promise<void> }> {
  const part = KIB.repeat(64);
  for (let written = part.length; ; written += part.length) {
    stream.write(part);
    const drained = stream.drained();
    // The stream checks at the same time as this test: after this it knows what is acknowledged.
    const looks = [1, 2, 3].reduce((before) => before.then(() => sendQueues.lengthOf(socket)), Promise.resolve(0));
    const isDrained = await Promise.race([drained.then(() => true), looks.then(() => false)]);
    if (!isDrained) return { written, drained };
  }
}

describe('EventStream', () => {
  it('sends what was written, then closes', async () => {
    const { stream, reader } = await streamPair();
    stream.write('one ');
    stream.write(Buffer.from('two'));
    stream.close();
    assert.equal(stream.closed, true);
    stream.write('too late');
    assert.equal(await readAll(reader), 'one two');
  });

  it('disconnects a client that does not read', async () => {
    const { stream } = await streamPair();
    const gone = closed(stream);
    // Far more than an operating system buffers for a connection.
    for (let written = 0; written < 64 * 1024 && !stream.closed; written++) stream.write(KIB);
    assert.equal(stream.closed, true);
    await gone;
  });

  it('resolves `drained` when a slow client has caught up', async () => {
    const pair = await streamPair();
    const { stream, reader } = pair;
    fill(pair);
    const drained = stream.drained();
    reader.resume();
    await drained;
    assert.equal(stream.closed, false);
    reader.destroy();
  });

  it('disconnects a client that stalls during a replay', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const pair = await streamPair();
    fill(pair);
    const drained = pair.stream.drained();
    mock.timers.tick(30_000);
    await drained;
    assert.equal(pair.stream.closed, true);
    mock.timers.reset();
  });

  it('resets only connections whose client has read nothing between two checks', async () => {
    const [stalled, slow, idle] = [await streamPair(), await streamPair(), await streamPair()];
    fill(stalled);
    fill(slow);
    for (const { stream } of [stalled, slow, idle]) stream.cutOffIfStalled();
    // This client reads something.
    slow.reader.resume();
    await slow.stream.drained();
    const gone = closed(stalled.stream);
    const taken = stalled.socket.bytesWritten - stalled.socket.writableLength;
    for (const { stream } of [stalled, slow, idle]) stream.cutOffIfStalled();
    await gone;
    assert.deepEqual([stalled.stream.closed, slow.stream.closed, idle.stream.closed], [true, false, false]);
    // A graceful close would still deliver what the operating system had buffered.
    const received = await readAll(stalled.reader).catch(() => '');
    assert.ok(received.length < taken, `${received.length} of ${taken} bytes arrived`);
    for (const { reader } of [slow, idle]) reader.destroy();
  });

  it('bounds the unacknowledged bytes of a replay', { skip: skipSizes }, async () => {
    const pair = await streamPair();
    const { written, drained } = await replay(pair);
    assert.ok((await sendQueues.lengthOf(pair.socket)) <= 384 * 1024);
    // The receive buffer of the client's operating system is on top.
    assert.ok(written < 1024 * 1024, `${written} bytes were written`);
    pair.reader.resume();
    await drained;
    assert.equal(pair.stream.closed, false);
    assert.equal(await sendQueues.lengthOf(pair.socket), 0);
    pair.reader.destroy();
  });

  it(
    'disconnects a client that leaves too much unacknowledged, even if the operating system would buffer more',
    { skip: skipSizes },
    async () => {
      const [stalled, reading] = [await streamPair(), await streamPair()];
      reading.reader.resume();
      const gone = closed(stalled.stream);
      for (const { stream, socket } of [stalled, reading]) {
        for (let written = 0; written < 2048; written++) stream.write(KIB);
        assert.equal(socket.writableLength, 0);
      }
      await gone;
      assert.equal(reading.stream.closed, false);
      reading.reader.destroy();
    },
  );

  it('stops waiting for a client that is gone', async () => {
    const pair = await streamPair();
    const { stream, reader } = pair;
    fill(pair);
    const drained = stream.drained();
    reader.destroy();
    await drained;
    assert.equal(stream.closed, true);
  });

  it('closes in bounded time if its client does not read', async () => {
    const pair = await streamPair();
    const { stream } = pair;
    fill(pair);
    stream.close();
    await closed(stream);
  });

  it(
    'closes its connection even if its end is still in progress when the time is up',
    { timeout: 30_000 },
    async () => {
      const { stream } = await streamPair();
      mock.timers.enable({ apis: ['setTimeout'] });
      stream.close();
      mock.timers.tick(1_000);
      mock.timers.reset();
      await closed(stream);
    },
  );

  it('calls each close listener once, including late ones', async () => {
    const { stream, reader } = await streamPair();
    let told = 0;
    stream.onClose(() => told++);
    reader.destroy();
    await closed(stream);
    await closed(stream);
    assert.equal(told, 1);
  });
});
