import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { streamPair } from '../testkit/stream-pair.ts';
import { limitSendQueue } from './gateway-backpressure.ts';

const skip = process.platform === 'linux' ? false : 'only Linux reports unacknowledged bytes';

/** More than an operating system buffers for a connection. */
const SIZE = 8 * 1024 * 1024;
const CHUNK = 64 * 1024;
const flood = () => Readable.from(Array.from({ length: SIZE / CHUNK }, () => Buffer.alloc(CHUNK)));

describe('limitSendQueue', { skip }, () => {
  it('passes everything to a client that reads', async () => {
    const { socket, reader } = await streamPair();
    flood().pipe(limitSendQueue(socket)).pipe(socket);
    let size = 0;
    for await (const chunk of reader as AsyncIterable<Buffer>) size += chunk.length;
    assert.equal(size, SIZE);
  });

  it('disconnects a client that does not read', async () => {
    const { socket, reader } = await streamPair();
    flood().pipe(limitSendQueue(socket, 100)).pipe(socket);
    await once(socket, 'close');
    assert.ok(socket.bytesWritten < SIZE);
    reader.destroy();
  });
});
