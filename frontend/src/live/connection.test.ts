import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import type { Api } from '../api/client.ts';
import { Connection } from './connection.ts';
import { testStores } from './testing/stores.ts';

const STREAMS = ['/events', '/users/events'];

/** The parts of a browser tab that Connection uses. */
class Tab extends EventTarget {
  hidden = false;
}

/** Clocks and timers that the test controls; a sleep advances the wall clock only. */
function useClock(t: TestContext): { sleep: (milliseconds: number) => void; tick: (milliseconds: number) => void } {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let [wall, monotonic] = [1_000_000, 0];
  t.mock.method(Date, 'now', () => wall);
  t.mock.method(performance, 'now', () => monotonic);
  return {
    sleep: (milliseconds) => (wall += milliseconds),
    tick: (milliseconds) => {
      wall += milliseconds;
      monotonic += milliseconds;
      t.mock.timers.tick(milliseconds);
    },
  };
}

/** An API whose streams send a comment when they open, and then nothing. */
function quietApi(): { api: Api; opened: string[] } {
  const opened: string[] = [];
  const api = {
    GET(path: string) {
      opened.push(path);
      const data = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode(':\n\n')) });
      const response = new Response(null, { headers: { 'content-type': 'text/event-stream' } });
      return Promise.resolve({ data, response });
    },
  };
  return { api: api as unknown as Api, opened };
}

/** Grants the lock immediately, or only to a tab that steals it. */
const locks = (granted: boolean) => ({
  request: (_name: string, { steal = false }: LockOptions, hold: () => Promise<boolean>) =>
    granted || steal ? hold() : new Promise(() => undefined),
});

describe('Connection', () => {
  const names = ['window', 'document', 'navigator'] as const;
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  let page: Tab;

  beforeEach(() => {
    page = new Tab();
    for (const name of names) Object.defineProperty(globalThis, name, { value: page, configurable: true });
  });
  afterEach(() => {
    for (const [index, name] of names.entries()) {
      const descriptor = before[index];
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  });

  async function start(t: TestContext, leading = true) {
    const { api, opened } = quietApi();
    Object.assign(page, { locks: locks(leading) });
    const { log, stores } = testStores(api);
    const connection = new Connection('sub', api, log, stores);
    t.after(() => connection.stop());
    connection.start();
    await settle();
    return { opened, stores };
  }

  for (const [target, event] of [
    ['visible', new Event('visibilitychange')],
    ['focused', new Event('focus')],
    ['resumed', new Event('resume')],
    ['restored', Object.assign(new Event('pageshow'), { persisted: true })],
  ] as const) {
    it(`replaces its streams when the tab is ${target} after a sleep`, async (t) => {
      const clock = useClock(t);
      const { opened } = await start(t);
      assert.deepEqual(opened, STREAMS);
      page.dispatchEvent(event);
      await settle();
      assert.deepEqual(opened, STREAMS);
      clock.sleep(60_000);
      page.dispatchEvent(event);
      await settle();
      assert.deepEqual(opened, [...STREAMS, ...STREAMS]);
    });
  }

  it('replaces the streams of a hidden tab when its timer was late', async (t) => {
    const clock = useClock(t);
    const { opened } = await start(t);
    page.hidden = true;
    clock.tick(5_000);
    await settle();
    assert.deepEqual(opened, STREAMS);
    clock.sleep(60_000);
    clock.tick(5_000);
    await settle();
    assert.deepEqual(opened, [...STREAMS, ...STREAMS]);
  });

  it('does nothing when the tab is hidden', async (t) => {
    const clock = useClock(t);
    const { opened } = await start(t);
    clock.sleep(60_000);
    page.hidden = true;
    page.dispatchEvent(new Event('visibilitychange'));
    await settle();
    assert.deepEqual(opened, STREAMS);
  });

  it('probes the streams of the leader when another tab becomes visible', async (t) => {
    const clock = useClock(t);
    const { opened } = await start(t);
    page.hidden = true;
    clock.sleep(60_000);
    const channel = new BroadcastChannel('chat:live:sub');
    t.after(() => channel.close());
    const answers: unknown[] = [];
    const answered = new Promise<void>((resolve) => {
      channel.onmessage = ({ data }) => {
        answers.push((data as { type: string }).type);
        if (answers.includes('batch')) resolve();
      };
    });
    channel.postMessage({ type: 'probe' });
    await answered;
    await settle();
    assert.ok(answers.includes('state'));
    assert.deepEqual(opened, [...STREAMS, ...STREAMS]);
  });

  it('shares the names that it knows with a tab that opens later, also of people who are offline', async (t) => {
    const { stores } = await start(t);
    stores.people.remember([{ sub: 'grace', displayName: 'Grace' }]);
    const channel = new BroadcastChannel('chat:live:sub');
    t.after(() => channel.close());
    const shared = new Promise((resolve) => {
      channel.onmessage = ({ data }: MessageEvent<{ type: string }>) => data.type === 'names' && resolve(data);
    });
    channel.postMessage({ type: 'hello' });
    assert.deepEqual(await shared, { type: 'names', names: new Map([['grace', 'Grace']]) });
  });

  it('takes no names of another tab while it leads itself', async (t) => {
    const { stores } = await start(t);
    stores.people.remember([{ sub: 'grace', displayName: 'Grace' }]);
    const channel = new BroadcastChannel('chat:live:sub');
    t.after(() => channel.close());
    const answered = new Promise((resolve) => {
      channel.onmessage = ({ data }: MessageEvent<{ type: string }>) => data.type === 'names' && resolve(data);
    });
    channel.postMessage({ type: 'names', names: new Map([['grace', 'grace']]) });
    channel.postMessage({ type: 'hello' });
    await answered;
    assert.equal(stores.people.names.value.get('grace'), 'Grace');
  });

  it('takes the names of the leader, and those of its presence if it is of a build that does not share them', async (t) => {
    const { stores } = await start(t, false);
    const channel = new BroadcastChannel('chat:live:sub');
    t.after(() => channel.close());
    stores.people.remember([{ sub: 'grace', displayName: 'grace' }]);
    const { names } = stores.people;
    const presence = { live: true, count: 1, people: [{ sub: 'alan', name: 'Alan' }] };
    channel.postMessage({ type: 'names', names: new Map([['grace', 'Grace']]) });
    channel.postMessage({ type: 'state', link: 'live', presence });
    await new Promise<void>((resolve) => names.subscribe((known) => known.has('alan') && resolve()));
    assert.equal(names.value.get('grace'), 'Grace');
  });

  it('asks the leader when the tab becomes visible, and takes the lead without an answer', async (t) => {
    const clock = useClock(t);
    const channel = new BroadcastChannel('chat:live:sub');
    t.after(() => channel.close());
    const asked = new Promise<void>((resolve) => {
      channel.onmessage = ({ data }) => (data as { type: string }).type === 'probe' && resolve();
    });
    const { opened } = await start(t, false);
    page.dispatchEvent(new Event('visibilitychange'));
    await asked;
    clock.tick(2_999);
    await settle();
    assert.deepEqual(opened, []);
    clock.tick(1);
    await settle();
    assert.deepEqual(opened, STREAMS);
  });
});

/** Resolves after pending promises and stream reads. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}
