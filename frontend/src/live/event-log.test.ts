import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import type { ChatEvent } from '../api/types.ts';
import { testStores } from './testing/stores.ts';
import { message } from '../stores/testing/samples.ts';

const created = (seq: number): ChatEvent => ({ seq, type: 'created', room: 'general', message: message(seq) });
const mine = true;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const problem = (status: number) =>
  Response.json({ type: 'urn:problem-type:chat:unavailable', title: '', status }, { status });

/** The log and the timeline of a server with the messages 1 to `newest`; its requests are recorded. */
function setUp(newest: number) {
  const server = { newest, refusals: [] as number[], asked: [] as string[] };
  const answer = (url: URL): Response => {
    const refusal = server.refusals.shift();
    if (refusal !== undefined) return problem(refusal);
    const limit = Number(url.searchParams.get('limit'));
    if (url.pathname === '/events') {
      const seqs = range(Number(url.searchParams.get('after')) + 1, server.newest).slice(0, limit);
      const cursor = seqs.at(-1) ?? server.newest;
      return Response.json({ events: seqs.map(created), hasMore: cursor < server.newest, cursor });
    }
    const last = Number(url.searchParams.get('before') ?? server.newest + 1) - 1;
    const first = Math.max(1, last - limit + 1);
    return Response.json({
      messages: range(first, last).map((seq) => message(seq)),
      hasMore: first > 1,
      cursor: server.newest,
    });
  };
  const api = createApi(({ url }) => {
    server.asked.push(url.replace('http://chat.test', '').replace(/&rooms=mine&types=[^&]*/, ''));
    return Promise.resolve(answer(new URL(url)));
  }, 'http://chat.test');
  const { log, timeline, batches } = testStores(api);
  const seqs = () => timeline.view.value.messages.map(({ seq }) => seq);
  return { server, log, timeline, batches, seqs };
}

describe('EventLog', () => {
  it('starts with the newest page and continues from its cursor', async () => {
    const { log, timeline, seqs } = setUp(120);
    assert.equal(timeline.view.value.status, 'loading');
    await log.load();
    assert.equal(timeline.view.value.status, 'ready');
    assert.deepEqual(seqs(), range(71, 120));
    assert.equal(log.cursor, 120);
  });

  it('retries until it has loaded, immediately on request', async () => {
    const { server, log, timeline } = setUp(3);
    server.refusals = [503];
    const loaded = log.load();
    timeline.view.subscribe(({ status }) => {
      if (status === 'failed') setImmediate(() => timeline.retry());
    });
    await loaded;
    assert.equal(server.asked.length, 2);
  });

  it('loads older pages until there are none', async () => {
    const { log, timeline, seqs } = setUp(120);
    await log.load();
    await Promise.all([timeline.loadOlder(), timeline.loadOlder()]);
    assert.deepEqual(seqs(), range(21, 120));
    await timeline.loadOlder();
    assert.deepEqual(seqs(), range(1, 120));
    assert.equal(timeline.view.value.hasOlder, false);
  });

  it('loads the messages in between, even if an older message has changed', async () => {
    const { log, timeline, seqs } = setUp(200);
    await log.load();
    log.apply({ mine, from: 200, to: 201, events: [{ ...created(201), type: 'edited', message: message(21) }] });
    assert.deepEqual(seqs(), range(151, 200));
    await timeline.loadOlder();
    assert.deepEqual(seqs(), range(101, 200));
  });

  it('reports that older messages could not be loaded, and can retry', async () => {
    const { server, log, timeline, seqs } = setUp(120);
    await log.load();
    server.refusals = [503];
    await timeline.loadOlder();
    assert.equal(timeline.view.value.older, 'failed');
    await timeline.loadOlder();
    assert.deepEqual(seqs(), range(21, 120));
  });

  it('applies events once, and reports them once', async () => {
    const { log, batches, seqs } = setUp(3);
    await log.load();
    log.apply({ mine, from: 3, to: 5, events: [created(4), created(5)] });
    log.apply({ mine, from: 3, to: 5, events: [created(4), created(5)] });
    log.apply({ mine, from: 4, to: 6, events: [created(5), created(6)] });
    assert.deepEqual(seqs(), range(1, 6));
    assert.deepEqual(
      batches.map(({ events }) => events.map(({ seq }) => seq)),
      [[4, 5], [6]],
    );
  });

  it('follows a position without events, shares it, and shows nothing new', async () => {
    const { log, timeline, batches, seqs } = setUp(3);
    await log.load();
    const { value: before } = timeline.view;
    log.apply({ mine, from: 3, to: 9, events: [] });
    assert.equal(log.cursor, 9);
    assert.deepEqual(batches, [{ mine, from: 3, to: 9, events: [] }]);
    assert.equal(timeline.view.value, before);
    log.apply({ mine, from: 9, to: 10, events: [created(10)] });
    assert.deepEqual(seqs(), [...range(1, 3), 10]);
  });

  it('requests the events it missed, page by page', async () => {
    const { server, log, batches, seqs } = setUp(3);
    await log.load();
    server.newest = 700;
    log.apply({ mine, from: 699, to: 700, events: [created(700)] });
    await log.catchUp();
    assert.deepEqual(seqs(), range(1, 700));
    assert.deepEqual(server.asked.slice(1), ['/events?after=3&limit=500', '/events?after=503&limit=500']);
    assert.equal(batches.length, 2);
  });

  it('starts again if its cursor does not belong to the log', async () => {
    const { server, log, seqs } = setUp(300);
    await log.load();
    server.newest = 2;
    server.refusals = [410];
    await log.catchUp();
    assert.deepEqual(seqs(), [1, 2]);
    assert.equal(log.cursor, 2);
  });

  it('requests by itself what a tab shares that knows one room', async () => {
    const { server, log, seqs } = setUp(3);
    await log.load();
    server.newest = 5;
    log.apply({ from: 3, to: 5, events: [] });
    await log.catchUp();
    assert.deepEqual(seqs(), range(1, 5));
    assert.equal(log.isWhole, true);
  });

  it('loads everything again once the events of all rooms follow those of one', async () => {
    const { server, log, seqs } = setUp(3);
    await log.load();
    log.take({ from: 3, to: 4, events: [created(4)] });
    assert.equal(log.isWhole, false);
    server.newest = 9;
    server.asked = [];
    await log.catchUp();
    assert.deepEqual(server.asked, ['/events?after=4&limit=500', '/messages?room=general&limit=50']);
    assert.deepEqual(seqs(), range(1, 9));
    assert.equal(log.isWhole, true);
  });

  it('does not keep thousands of messages', async () => {
    const { server, log, timeline, seqs } = setUp(3);
    await log.load();
    server.newest = 3000;
    await log.catchUp();
    timeline.trim();
    assert.deepEqual(seqs(), range(2501, 3000));
    assert.equal(timeline.view.value.hasOlder, true);
  });
});
