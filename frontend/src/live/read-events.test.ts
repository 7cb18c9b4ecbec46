import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEvents, SilenceError, type Chunk } from './read-events.ts';

const NEVER = new AbortController().signal;
const NO_LIMIT = { first: 1e6, later: 1e6 };
const bytes = (text: string) => new TextEncoder().encode(text);

describe('readEvents', () => {
  it('yields one batch per chunk, and heartbeats as batches without events', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes('retry: 20\n\n'));
        controller.enqueue(bytes('id: 1\ndata: 1\n\nid: 2\ndata: é'));
        controller.enqueue(bytes('\n\n: heartbeat\n\n'));
        controller.enqueue(bytes(': heartbeat\nid: 5\n\n'));
        controller.close();
      },
    });
    const batches: Chunk[] = [];
    for await (const batch of readEvents(body, NO_LIMIT, NEVER)) batches.push(batch);
    assert.deepEqual(
      batches.map(({ events }) => events.map(({ data }) => data)),
      [[], ['1'], ['é'], []],
    );
    assert.deepEqual(
      batches.map(({ lastEventId }) => lastEventId),
      ['', '1', '2', '5'],
    );
    assert.equal(batches[0]?.retry, 20);
  });

  it('closes a stream that sends nothing', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
    await assert.rejects(readEvents(body, { first: 1, later: 1e6 }, NEVER).next(), SilenceError);
    assert.ok(cancelled);
  });

  it('ends when aborted', async () => {
    const abort = new AbortController();
    const batches = readEvents(new ReadableStream<Uint8Array>(), NO_LIMIT, abort.signal);
    const next = batches.next();
    abort.abort();
    assert.equal((await next).done, true);
  });

  it('closes the stream when the consumer stops reading', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes('data: 1\n\n')),
      cancel: () => void (cancelled = true),
    });
    for await (const batch of readEvents(body, NO_LIMIT, NEVER)) {
      assert.equal(batch.events.length, 1);
      break;
    }
    assert.ok(cancelled);
  });
});
