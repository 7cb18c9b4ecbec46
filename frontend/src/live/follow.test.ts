import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Result } from '../api/result.ts';
import type { ConnectionStatus } from '../state/connection-status.ts';
import { Follower, type Feed } from './follow.ts';

type Opened = Result<ReadableStream<Uint8Array>>;

const TIMING = {
  firstSilence: 20,
  laterSilence: 1e6,
  suspectSilence: 17_000,
  replacementSilence: 1e6,
  good: 0,
  polling: 1e6,
};
const failed = (status: number): Opened => ({ ok: false, failure: { kind: 'unknown', status, retryAfter: 1 } });

/** A stream that the test controls. */
function stream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (own) => void (controller = own) });
  return {
    opened: { ok: true, data: body, status: 200 } satisfies Opened,
    say: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    close: () => controller?.close(),
  };
}

/** Follows a feed with the given responses; `until` resolves once the follower has taken the expected steps. */
function setUp(
  t: TestContext,
  openings: (Opened | 'silent')[],
  polls: Result<unknown>[] = [],
  timing: Partial<typeof TIMING> = {},
) {
  const statuses: ConnectionStatus[] = [];
  const seen: string[] = [];
  const watchers = new Set<() => void>();
  const report = (what: string) => {
    seen.push(what);
    for (const watcher of [...watchers]) watcher();
  };
  const feed: Feed = {
    open: (signal) => {
      report('open');
      const opening = openings.shift();
      if (opening !== undefined && opening !== 'silent') return Promise.resolve(opening);
      return new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ ok: false, failure: { kind: 'network', status: 0 } })),
      );
    },
    receive: (events) => report(events.map(({ data }) => data).join(' ')),
    poll: () => {
      report('poll');
      return Promise.resolve(polls.shift() ?? { ok: true, data: undefined, status: 200 });
    },
    interval: 1,
    restart: () => {
      report('restart');
      return Promise.resolve();
    },
  };
  const follower = new Follower(feed, (status) => statuses.push(status), { ...TIMING, ...timing });
  t.after(() => follower.stop());
  const until = async (...expected: string[]) => {
    while (expected.some((what, index) => seen[index] !== what)) {
      assert.ok(seen.length < 50, `saw ${seen.join(', ')}`);
      await new Promise<void>((resolve) => watchers.add(resolve));
    }
  };
  return { follower, statuses, seen, until };
}

/** Advances the wall clock only, like a sleep that stops timers and the monotonic clock. */
function fallAsleep(t: TestContext, milliseconds: number): void {
  const now = Date.now.bind(Date);
  t.mock.method(Date, 'now', () => now() + milliseconds);
}

describe('Follower', () => {
  it('passes events on, and reconnects after the stream ends', async (t) => {
    const [one, two] = [stream(), stream()];
    const { statuses, until } = setUp(t, [one.opened, two.opened]);
    one.say('retry: 1\ndata: a\n\ndata: b\n\n');
    await until('open', 'a b');
    assert.deepEqual(statuses, ['connecting', 'live']);
    one.close();
    two.say('data: c\n\n');
    await until('open', 'a b', 'open', 'c');
    assert.deepEqual(statuses, ['connecting', 'live', 'waiting', 'connecting', 'live']);
  });

  it('waits and retries if the server is unavailable', async (t) => {
    const one = stream();
    const { statuses, until } = setUp(t, [failed(503), one.opened]);
    one.say('data: a\n\n');
    await until('open', 'open', 'a');
    assert.deepEqual(statuses, ['connecting', 'waiting', 'connecting', 'live']);
  });

  it('restarts if its cursor does not belong to the log', async (t) => {
    const one = stream();
    const { until } = setUp(t, [failed(410), one.opened]);
    one.say('data: a\n\n');
    await until('open', 'restart', 'open', 'a');
  });

  it('polls if streams stay silent, and streams again if polling fails too', async (t) => {
    const one = stream();
    const held = stream();
    const { follower, statuses, until } = setUp(
      t,
      ['silent', held.opened, one.opened],
      [{ ok: true, data: undefined, status: 200 }, failed(502)],
    );
    const waking = setInterval(() => follower.wake(), 1);
    t.after(() => clearInterval(waking));
    one.say('data: a\n\n');
    await until('open', 'open', 'poll', 'poll', 'open', 'a');
    assert.ok(statuses.includes('polling'));
    assert.equal(statuses.at(-1), 'live');
  });

  it('replaces a connection on request', async (t) => {
    const one = stream();
    const { follower, until } = setUp(t, ['silent', one.opened]);
    await until('open');
    follower.reconnect();
    one.say('data: a\n\n');
    await until('open', 'open', 'a');
  });

  it('replaces a stream that was silent for too long when it is probed', async (t) => {
    const [dead, alive] = [stream(), stream()];
    const { follower, until } = setUp(t, [dead.opened, alive.opened]);
    dead.say('data: a\n\n');
    await until('open', 'a');
    fallAsleep(t, 60_000);
    follower.probe();
    alive.say('data: b\n\n');
    await until('open', 'a', 'open', 'b');
  });

  it('keeps a stream that received data recently when it is probed', async (t) => {
    const one = stream();
    const { follower, seen, until } = setUp(t, [one.opened]);
    one.say('data: a\n\n');
    await until('open', 'a');
    fallAsleep(t, 10_000);
    follower.probe();
    one.say('data: b\n\n');
    await until('open', 'a', 'b');
    assert.deepEqual(seen, ['open', 'a', 'b']);
  });

  it('replaces a probed stream as soon as its heartbeat is overdue', async (t) => {
    const [dead, alive] = [stream(), stream()];
    const { follower, until } = setUp(t, [dead.opened, alive.opened], [], { suspectSilence: 20 });
    dead.say('data: a\n\n');
    await until('open', 'a');
    follower.probe();
    alive.say('data: b\n\n');
    await until('open', 'a', 'open', 'b');
  });

  it('does not poll after replacements that stayed silent', async (t) => {
    const [dead, alive] = [stream(), stream()];
    const timing = { firstSilence: 1e6, replacementSilence: 1 };
    const { follower, seen, until } = setUp(t, [dead.opened, 'silent', 'silent', alive.opened], [], timing);
    dead.say('data: a\n\n');
    await until('open', 'a');
    fallAsleep(t, 60_000);
    follower.probe();
    await until('open', 'a', 'open', 'open');
    fallAsleep(t, 1e6);
    follower.probe();
    alive.say('data: b\n\n');
    await until('open', 'a', 'open', 'open', 'open', 'b');
    assert.ok(!seen.includes('poll'));
  });

  it('ends a backoff that a sleep has extended when it is probed', async (t) => {
    const one = stream();
    const tooBusy: Opened = { ok: false, failure: { kind: 'unavailable', status: 503, retryAfter: 60_000 } };
    const { follower, statuses, seen, until } = setUp(t, [tooBusy, one.opened]);
    await new Promise(setImmediate);
    assert.deepEqual(statuses, ['connecting', 'waiting']);
    follower.probe();
    await new Promise(setImmediate);
    assert.deepEqual(seen, ['open']);
    fallAsleep(t, 100_000);
    follower.probe();
    one.say('data: a\n\n');
    await until('open', 'open', 'a');
  });
});
