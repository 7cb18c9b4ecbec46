import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { testCaller } from '../../../testkit/caller.ts';
import { readAll, streamPair } from '../../../testkit/stream-pair.ts';
import { Problem } from '../problem.ts';
import { StreamRegistry } from './registry.ts';

const isTooMany = (text: RegExp) => (error: unknown) =>
  error instanceof Problem && error.status === 503 && text.test(error.message) && 'Retry-After' in error.headers;

const NETWORK = '192.0.2.7';

describe('StreamRegistry', () => {
  let streams: StreamRegistry;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.now() });
    streams = new StreamRegistry({
      maxStreams: 3,
      maxStreamsPerUser: 2,
      maxStreamsOfGuests: 3,
      maxStreamsOfGuestsPerAddress: 3,
    });
  });
  afterEach(() => {
    streams.closeAll();
    mock.timers.reset();
  });

  async function opened(caller = testCaller()) {
    const pair = await streamPair();
    streams.reserve(caller, NETWORK).open(pair.stream);
    return pair;
  }

  it('caps the streams of a replica, including those about to open', async () => {
    const slot = streams.reserve(testCaller(), NETWORK);
    streams.reserve(testCaller(), NETWORK);
    const { reader, stream } = await opened();
    assert.throws(() => streams.reserve(testCaller(), NETWORK), isTooMany(/^This replica holds/));

    slot.cancel();
    slot.cancel();
    assert.equal(streams.size, 2);
    streams.reserve(testCaller(), NETWORK);

    reader.destroy();
    await new Promise<void>((resolve) => stream.onClose(resolve));
    assert.equal(streams.size, 2);
  });

  it('caps the streams of one user across sessions', async () => {
    const { sub } = testCaller();
    await opened(testCaller({ sub }));
    const { reader, stream } = await opened(testCaller({ sub }));
    assert.throws(() => streams.reserve(testCaller({ sub }), NETWORK), isTooMany(/^You hold 2 streams/));
    streams.reserve(testCaller(), NETWORK).cancel();

    reader.destroy();
    await new Promise<void>((resolve) => stream.onClose(resolve));
    streams.reserve(testCaller({ sub }), NETWORK);
  });

  it('reserves slots for accounts, and for guests of other addresses', () => {
    streams = new StreamRegistry({
      maxStreams: 4,
      maxStreamsPerUser: 2,
      maxStreamsOfGuests: 3,
      maxStreamsOfGuestsPerAddress: 2,
    });
    const guest = (network: string) => streams.reserve(testCaller(), network);
    const slot = guest(NETWORK);
    guest(NETWORK);
    assert.throws(() => guest(NETWORK), isTooMany(/^Guests at your address hold/));
    guest('192.0.2.8');
    assert.throws(() => guest('192.0.2.9'), isTooMany(/^Guests hold/));
    streams.reserve(testCaller({ roles: ['account'] }), NETWORK).cancel();

    slot.cancel();
    guest(NETWORK).cancel();
  });

  it('sends all streams a heartbeat every 15 s', async () => {
    const { reader: one } = await opened();
    const { reader: two } = await opened();
    streams.reserve(testCaller(), NETWORK);
    mock.timers.tick(15_000);
    streams.closeAll();
    for (const reader of [one, two]) assert.match(await readAll(reader), /^: still here\n\nretry: \d+\n\n$/);
  });

  it('sends the position of a stream that follows a log with its heartbeats', async () => {
    const { reader, stream } = await opened();
    let position = 17;
    mock.timers.tick(15_000);
    stream.position = () => position;
    mock.timers.tick(15_000);
    position = 18;
    mock.timers.tick(15_000);
    streams.closeAll();
    const text = await readAll(reader);
    assert.match(text, /^: still here\n\n: still here\nid: 17\n\n: still here\nid: 18\n\nretry: \d+\n\n$/);
  });

  it('closes a stream when its token expires', async () => {
    const soon = Math.floor(Date.now() / 1000) + 10;
    const { reader } = await opened(testCaller({ exp: soon }));
    const { stream: other } = await opened();
    mock.timers.tick(11_000);
    assert.equal(await readAll(reader), '');
    assert.equal(other.closed, false);
  });

  it('closes the streams of an ended session, including those about to open', async () => {
    const ending = testCaller();
    const { reader } = await opened(ending);
    const slot = streams.reserve(ending, NETWORK);
    const { stream: other } = await opened();
    streams.closeSession(ending.sid);
    assert.equal(await readAll(reader), '');

    const late = await streamPair();
    slot.open(late.stream);
    assert.equal(await readAll(late.reader), '');
    assert.equal(other.closed, false);
  });

  it('lists the callers of its streams, once per token', () => {
    const caller = testCaller();
    const otherSession = testCaller({ sub: caller.sub });
    streams.reserve(caller, NETWORK);
    streams.reserve(otherSession, NETWORK);
    assert.deepEqual(streams.callers(), [caller, otherSession]);
  });

  it('sends every client a reconnect delay when the replica stops, including late ones', async () => {
    const { reader } = await opened();
    const reserved = streams.reserve(testCaller(), NETWORK);
    streams.closeAll();
    assert.match(await readAll(reader), /^retry: \d+\n\n$/);

    for (const slot of [reserved, streams.reserve(testCaller(), NETWORK)]) {
      const late = await streamPair();
      slot.open(late.stream);
      assert.match(await readAll(late.reader), /^retry: \d+\n\n$/);
    }
  });
});
