import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure, Result } from '../api/result.ts';
import type { Message } from '../api/types.ts';
import type { KeyValue } from '../state/storage.ts';
import { Box, sweep, type Item } from './box.ts';
import { Outbox } from './outbox.ts';

function memory(): KeyValue {
  const map = new Map<string, string>();
  return {
    keys: () => [...map.keys()],
    get: (key) => map.get(key) ?? null,
    set: (key, value) => void map.set(key, value),
    remove: (key) => void map.delete(key),
  };
}

const stored = ({ id, text, order }: Item): Message => ({
  id,
  seq: order,
  room: 'general',
  sub: 'ada',
  username: 'Ada',
  guest: true,
  message: text,
  timestamp: new Date(order).toISOString(),
});
const refusal = (status: number, kind: Failure['kind']): Result<Message> => ({ ok: false, failure: { kind, status } });
const lost = refusal(0, 'network');

/** An outbox whose server answers when the test says so, and whose clock and timers the test turns. */
function setUp(storage = memory(), sub = 'ada') {
  let now = 1000;
  const requests: { item: Item; answer: (result?: Result<Message>) => Promise<void> }[] = [];
  const timers: (() => void)[] = [];
  const sent: string[] = [];
  const outbox = new Outbox({
    box: new Box(sub, storage),
    send: (item) =>
      new Promise((resolve) =>
        requests.push({
          item,
          answer: async (result = { ok: true, data: stored(item), status: 201 }) => {
            resolve(result);
            await new Promise(setImmediate);
          },
        }),
      ),
    onSent: ({ message }) => void sent.push(message),
    now: () => now++,
    later: (run) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
  });
  const request = (index: number) => requests[index] ?? assert.fail(`there is no request ${index}`);
  const states = () => outbox.items.value.map(({ text, state }) => `${text} ${state}`);
  return { outbox, requests, request, timers, sent, states };
}

describe('Outbox', () => {
  it('sends one message at a time, in the order typed', async () => {
    const { outbox, requests, request, sent, states } = setUp();
    outbox.lead(true);
    outbox.add('one');
    outbox.add('two');
    assert.deepEqual(states(), ['one sending', 'two sending']);
    assert.equal(requests.length, 1);
    await request(0).answer();
    assert.deepEqual(states(), ['two sending']);
    await request(1).answer();
    assert.deepEqual(sent, ['one', 'two']);
    assert.deepEqual(states(), []);
  });

  it('keeps a message whose answer was lost, and sends it again with the same id before the next', async () => {
    const { outbox, requests, request, timers, states } = setUp();
    outbox.lead(true);
    outbox.add('one');
    outbox.add('two');
    await request(0).answer(lost);
    assert.deepEqual(states(), ['one waiting', 'two waiting']);
    assert.equal(requests.length, 1);
    timers[0]?.();
    assert.equal(request(1).item.id, request(0).item.id);
    await request(1).answer();
    assert.equal(request(2).item.text, 'two');
  });

  it('tries at once when the way is open again, and once only', async () => {
    const { outbox, requests, request, timers } = setUp();
    outbox.lead(true);
    outbox.add('one');
    await request(0).answer(lost);
    outbox.hurry();
    outbox.hurry();
    assert.equal(requests.length, 2);
    assert.equal(timers.length, 0);
  });

  it('lets the person decide about a refused message, while the others go on', async () => {
    const { outbox, request, states, sent } = setUp();
    outbox.lead(true);
    outbox.add('bad');
    outbox.add('good');
    await request(0).answer(refusal(400, 'validation'));
    assert.deepEqual(states(), ['bad failed', 'good sending']);
    await request(1).answer();
    const [bad] = outbox.items.value;
    assert.equal(bad?.failure, 'validation');
    outbox.retry(bad.id);
    assert.equal(request(2).item.id, bad.id);
    await request(2).answer();
    assert.deepEqual(sent, ['good', 'bad']);

    outbox.add('worse');
    await request(3).answer(refusal(400, 'validation'));
    outbox.discard(request(3).item.id);
    assert.deepEqual(states(), []);
  });

  it('tries again with a new id where the id was the trouble', async () => {
    const { outbox, request } = setUp();
    outbox.lead(true);
    outbox.add('one');
    await request(0).answer(refusal(409, 'id-conflict'));
    outbox.retry(request(0).item.id);
    assert.equal(request(1).item.text, 'one');
    assert.notEqual(request(1).item.id, request(0).item.id);
  });

  it('gives up on a message that the server fails at again and again, not on one that it has no time for', async () => {
    const { outbox, request, timers, states } = setUp();
    outbox.lead(true);
    outbox.add('poison');
    const fail = async (attempt: number, result: Result<Message>) => {
      await request(attempt).answer(result);
      timers[0]?.();
    };
    for (let attempt = 0; attempt < 9; attempt += 1) await fail(attempt, refusal(503, 'unavailable'));
    for (let attempt = 9; attempt < 13; attempt += 1) await fail(attempt, refusal(500, 'internal'));
    assert.deepEqual(states(), ['poison waiting']);
    await fail(13, refusal(500, 'internal'));
    assert.deepEqual(states(), ['poison failed']);
  });

  it('takes what the stream brings as sent', () => {
    const { outbox, request, states } = setUp();
    outbox.lead(true);
    outbox.add('one');
    outbox.confirm([stored(request(0).item)]);
    assert.deepEqual(states(), []);
  });

  it('does not bring back what was discarded or confirmed while it was under way', async () => {
    const { outbox, request, states } = setUp();
    outbox.lead(true);
    outbox.add('one');
    outbox.confirm([stored(request(0).item)]);
    await request(0).answer(refusal(400, 'validation'));
    assert.deepEqual(states(), []);
  });

  it('survives a reload', () => {
    const storage = memory();
    const before = setUp(storage);
    before.outbox.add('one');
    const after = setUp(storage);
    assert.deepEqual(after.states(), ['one sending']);
    after.outbox.lead(true);
    assert.equal(after.request(0).item.id, before.outbox.items.value[0]?.id);
  });

  it('leaves sending to the tab that leads, and keeps the order over both tabs', async () => {
    const storage = memory();
    const leader = setUp(storage);
    const other = setUp(storage);
    leader.outbox.lead(true);
    leader.outbox.add('one');
    other.outbox.add('two');
    assert.equal(other.requests.length, 0);
    leader.outbox.reload();
    await leader.request(0).answer();
    assert.equal(leader.request(1).item.text, 'two');
  });

  it("never sees another person's messages", () => {
    const storage = memory();
    setUp(storage, 'ada').outbox.add('of Ada');
    const bob = setUp(storage, 'bob');
    bob.outbox.lead(true);
    assert.deepEqual(bob.states(), []);
    assert.equal(bob.requests.length, 0);
  });
});

describe('Box', () => {
  it('ignores what is damaged', () => {
    const storage = memory();
    storage.set('chat:outbox:ada:x', '{"id":');
    storage.set('chat:outbox:ada:y', '{"id":1}');
    assert.deepEqual(new Box('ada', storage).items(), []);
  });

  it('sweeps out what nobody can send any more', () => {
    const storage = memory();
    const month = 31 * 24 * 60 * 60_000;
    new Box('old', storage).put({ id: 'a', text: 'a', order: 1 });
    new Box('new', storage).put({ id: 'b', text: 'b', order: month });
    storage.set('chat:theme', 'dark');
    sweep(storage, month + 1);
    assert.deepEqual(storage.keys(), ['chat:outbox:new:b', 'chat:theme']);
  });
});
