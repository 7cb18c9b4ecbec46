import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure, Result } from '../api/result.ts';
import type { Message } from '../api/types.ts';
import { browserStorage, type KeyValue } from '../state/storage.ts';
import type { QueuedMessage } from './entry.ts';
import { OutboxStorage } from './outbox-storage.ts';
import { Outbox } from './outbox.ts';

const general = (text: string) => ({ room: 'general', text });

/** Two tabs share the storage if both get the same. */
function memory(): KeyValue {
  const map = new Map<string, string>();
  return {
    keys: () => [...map.keys()],
    get: (key) => map.get(key) ?? null,
    set: (key, value) => void map.set(key, value),
    remove: (key) => void map.delete(key),
    persists: () => true,
  };
}

/** Shared storage that is full: new writes are visible to this tab only. */
function full(shared: KeyValue): KeyValue {
  const own = browserStorage(() => null);
  return {
    keys: () => [...shared.keys(), ...own.keys()],
    get: (key) => own.get(key) ?? shared.get(key),
    set: (key, value) => own.set(key, value),
    remove(key) {
      own.remove(key);
      shared.remove(key);
    },
    persists: (key) => own.get(key) === null,
  };
}

const stored = ({ id, text, order }: QueuedMessage): Message => ({
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

/** An outbox with a server, clock and timers that the test controls. */
function setUp(storage = memory(), sub = 'ada', username = 'Ada') {
  let now = 1000;
  const server = { connected: true };
  const requests: { item: QueuedMessage; answer: (result?: Result<Message>) => Promise<void> }[] = [];
  const timers: (() => void)[] = [];
  const sent: string[] = [];
  const outbox = new Outbox({
    storage: new OutboxStorage({ sub, username }, storage),
    connected: () => server.connected,
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
  return { outbox, requests, request, timers, sent, server, states };
}

describe('Outbox', () => {
  it('sends one message at a time, in the order typed', async () => {
    const { outbox, requests, request, sent, states } = setUp();
    outbox.setLeader(true);
    outbox.add(general('one'));
    outbox.add(general('two'));
    assert.deepEqual(states(), ['one sending', 'two sending']);
    assert.equal(requests.length, 1);
    await request(0).answer();
    assert.deepEqual(states(), ['two sending']);
    await request(1).answer();
    assert.deepEqual(sent, ['one', 'two']);
    assert.deepEqual(states(), []);
  });

  it('sends the messages of each room in their order, whatever holds back those of another', async () => {
    const { outbox, requests, request, sent, states } = setUp();
    outbox.setLeader(true);
    outbox.add(general('one'));
    outbox.add({ room: 'tea', text: 'leaves' });
    outbox.add(general('two'));
    outbox.add({ room: 'tea', text: 'milk' });
    assert.deepEqual(
      requests.map(({ item }) => item.text),
      ['one', 'leaves'],
    );
    await request(0).answer(lost);
    assert.deepEqual(states(), ['one waiting', 'leaves sending', 'two waiting', 'milk sending']);
    await request(1).answer();
    await request(2).answer();
    assert.deepEqual(sent, ['leaves', 'milk']);
    outbox.flush();
    await request(3).answer();
    await request(4).answer();
    assert.deepEqual(sent, ['leaves', 'milk', 'one', 'two']);
  });

  it('keeps a message whose answer was lost, and sends it again with the same id before the next', async () => {
    const { outbox, requests, request, timers, states } = setUp();
    outbox.setLeader(true);
    outbox.add(general('one'));
    outbox.add(general('two'));
    await request(0).answer(lost);
    assert.deepEqual(states(), ['one waiting', 'two waiting']);
    assert.equal(requests.length, 1);
    timers[0]?.();
    assert.equal(request(1).item.id, request(0).item.id);
    await request(1).answer();
    assert.equal(request(2).item.text, 'two');
  });

  it('retries once, immediately, when the connection is restored', async () => {
    const { outbox, requests, request, timers } = setUp();
    outbox.setLeader(true);
    outbox.add(general('one'));
    await request(0).answer(lost);
    outbox.flush();
    outbox.flush();
    assert.equal(requests.length, 2);
    assert.equal(timers.length, 0);
  });

  it('keeps a refused message for the user to decide, and sends the others', async () => {
    const { outbox, request, states, sent } = setUp();
    outbox.setLeader(true);
    outbox.add(general('bad'));
    outbox.add(general('good'));
    await request(0).answer(refusal(400, 'validation'));
    assert.deepEqual(states(), ['bad failed', 'good sending']);
    await request(1).answer();
    const [bad] = outbox.items.value;
    assert.equal(bad?.failure, 'validation');
    outbox.retry(bad.id);
    assert.equal(request(2).item.id, bad.id);
    await request(2).answer();
    assert.deepEqual(sent, ['good', 'bad']);

    outbox.add(general('worse'));
    await request(3).answer(refusal(400, 'validation'));
    outbox.discard(request(3).item.id);
    assert.deepEqual(states(), []);
  });

  it('sends a message for an unknown room again: another replica may know it', async () => {
    const { outbox, request, requests, states, timers } = setUp();
    outbox.setLeader(true);
    outbox.add({ room: 'new', text: 'one' });
    for (const attempt of [0, 1, 2]) {
      await request(attempt).answer(refusal(404, 'unknown-room'));
      assert.deepEqual(states(), ['one sending']);
      assert.equal(requests.length, attempt + 1);
      timers.at(-1)?.();
    }
    await request(3).answer(refusal(404, 'unknown-room'));
    assert.deepEqual(states(), ['one failed']);
  });

  it('retries with a new id if the id was refused', async () => {
    const { outbox, request } = setUp();
    outbox.setLeader(true);
    outbox.add(general('one'));
    await request(0).answer(refusal(409, 'id-conflict'));
    outbox.retry(request(0).item.id);
    assert.equal(request(1).item.text, 'one');
    assert.notEqual(request(1).item.id, request(0).item.id);
  });

  it('gives up on a message that repeatedly fails, but not because of an overloaded server', async () => {
    const { outbox, request, timers, states } = setUp();
    outbox.setLeader(true);
    outbox.add(general('poison'));
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

  it('treats messages received from the stream as sent', () => {
    const { outbox, request, states } = setUp();
    outbox.setLeader(true);
    outbox.add(general('one'));
    outbox.confirm([stored(request(0).item)]);
    assert.deepEqual(states(), []);
  });

  it('does not restore a message that was discarded or confirmed while it was being sent', async () => {
    const { outbox, request, states } = setUp();
    outbox.setLeader(true);
    outbox.add(general('one'));
    outbox.confirm([stored(request(0).item)]);
    await request(0).answer(refusal(400, 'validation'));
    assert.deepEqual(states(), []);
  });

  it('survives a reload', () => {
    const storage = memory();
    const before = setUp(storage);
    before.outbox.add(general('one'));
    const after = setUp(storage);
    assert.deepEqual(after.states(), ['one sending']);
    after.outbox.setLeader(true);
    assert.equal(after.request(0).item.id, before.outbox.items.value[0]?.id);
  });

  it('sends only in the leading tab, and keeps the order across tabs', async () => {
    const storage = memory();
    const leader = setUp(storage);
    const other = setUp(storage);
    leader.outbox.setLeader(true);
    leader.outbox.add(general('one'));
    other.outbox.add(general('two'));
    assert.equal(other.requests.length, 0);
    leader.outbox.reload();
    await leader.request(0).answer();
    assert.equal(leader.request(1).item.text, 'two');
  });

  it("never reads another user's messages", () => {
    const storage = memory();
    setUp(storage, 'ada').outbox.add(general('of Ada'));
    const bob = setUp(storage, 'bob');
    bob.outbox.setLeader(true);
    assert.deepEqual(bob.states(), []);
    assert.equal(bob.requests.length, 0);
  });

  it('sends the edited text of a refused message', async () => {
    const { outbox, request, states, sent } = setUp();
    outbox.setLeader(true);
    outbox.add(general('bad'));
    await request(0).answer(refusal(400, 'validation'));
    outbox.rewrite(request(0).item.id, general('good'));
    assert.deepEqual(states(), ['good sending']);
    await request(1).answer();
    assert.deepEqual(sent, ['good']);
  });

  it('keeps the room of a message that is sent again, by this session or the next with its name', async () => {
    const storage = memory();
    const { outbox, request } = setUp(storage);
    outbox.setLeader(true);
    outbox.add({ room: 'tea', text: 'one' });
    await request(0).answer(refusal(403, 'forbidden'));
    outbox.retry(request(0).item.id);
    await request(1).answer(refusal(409, 'id-conflict'));
    outbox.retry(request(0).item.id);
    const next = setUp(storage, 'new-sub');
    next.outbox.setLeader(true);
    next.outbox.adoptLeftovers();
    assert.deepEqual(
      [request(1), request(2), next.request(0)].map(({ item }) => [item.room, item.text]),
      Array(3).fill(['tea', 'one']),
    );
    assert.equal(next.request(0).item.failure, undefined);
  });

  it('reports why a message waits, and until when', async () => {
    const { outbox, request } = setUp();
    outbox.setLeader(true);
    outbox.add(general('one'));
    await request(0).answer({ ok: false, failure: { kind: 'rate-limited', status: 429, retryAfter: 20_000 } });
    const [one] = outbox.items.value;
    assert.equal(one?.wait?.kind, 'rate-limited');
    assert.ok(one.wait.until >= 21_000);
  });

  it('waits while another server answers instead of the chat, but not for one text that is always blocked', async () => {
    const { outbox, request, timers, server, states } = setUp();
    outbox.setLeader(true);
    outbox.add(general('one'));
    const answerStrangely = async (attempt: number) => {
      await request(attempt).answer(refusal(200, 'unknown'));
      timers[0]?.();
    };
    server.connected = false;
    for (let attempt = 0; attempt < 9; attempt += 1) await answerStrangely(attempt);
    server.connected = true;
    for (let attempt = 9; attempt < 13; attempt += 1) await answerStrangely(attempt);
    assert.deepEqual(states(), ['one waiting']);
    await answerStrangely(13);
    assert.deepEqual(states(), ['one failed']);
  });

  it('keeps the order, and every message, when the clock is wrong', () => {
    const storage = memory();
    new OutboxStorage({ sub: 'ada', username: 'Ada' }, storage).put({ id: 'a', text: 'in 1970', order: 1 });
    new OutboxStorage({ sub: 'ada', username: 'Ada' }, storage).put({ id: 'b', text: 'in 2099', order: 4e12 });
    const { outbox, states } = setUp(storage);
    outbox.add(general('now'));
    assert.deepEqual(states(), ['in 1970 sending', 'in 2099 sending', 'now sending']);
  });

  describe('in a tab whose storage is full', () => {
    it('sends messages that no other tab can see, although another tab leads', async () => {
      const shared = memory();
      const leader = setUp(shared);
      const other = setUp(full(shared));
      leader.outbox.setLeader(true);
      other.outbox.add(general('only here'));
      assert.deepEqual(leader.states(), []);
      await other.request(0).answer();
      assert.deepEqual(other.sent, ['only here']);
      assert.deepEqual(other.states(), []);
    });

    it('leaves earlier messages to the leading tab, and sends after them', async () => {
      const shared = memory();
      const other = setUp(full(shared));
      const leader = setUp(shared);
      leader.outbox.add(general('before'));
      other.outbox.add(general('only here'));
      assert.equal(other.requests.length, 0);
      leader.outbox.setLeader(true);
      await leader.request(0).answer();
      other.outbox.reload();
      assert.equal(other.request(0).item.text, 'only here');
    });

    it('hands over the messages that would be lost when it closes', async () => {
      const shared = memory();
      const closing = setUp(full(shared));
      closing.outbox.add(general('only here'));
      const left = closing.outbox.volatile();
      assert.deepEqual(
        left.map(({ text }) => text),
        ['only here'],
      );
      const other = setUp(shared);
      other.outbox.setLeader(true);
      other.outbox.take(left);
      other.outbox.take(left);
      await other.request(0).answer();
      assert.equal(other.requests.length, 1);
      assert.equal(other.request(0).item.id, closing.request(0).item.id);
    });
  });

  describe('after a session that ended with messages unsent', () => {
    const storage = memory();
    setUp(storage, 'old-sub', 'Ada').outbox.add(general('one'));
    setUp(storage, 'old-sub', 'Ada').outbox.add(general('two'));
    setUp(storage, 'bob-sub', 'Bob').outbox.add(general('of Bob'));

    it('offers them to a user of the same name, ignoring case', () => {
      assert.equal(setUp(storage, 'new-sub', 'ADA').outbox.leftovers.value, 2);
      assert.equal(setUp(storage, 'eve-sub', 'Eve').outbox.leftovers.value, 0);
    });

    it('sends them as that user, with their ids, and treats one that was already sent as sent', async () => {
      const { outbox, request, states, sent } = setUp(storage, 'new-sub');
      outbox.setLeader(true);
      assert.deepEqual(states(), []);
      outbox.adoptLeftovers();
      assert.equal(outbox.leftovers.value, 0);
      assert.deepEqual(states(), ['one sending', 'two sending']);
      await request(0).answer(refusal(409, 'id-conflict'));
      await request(1).answer();
      assert.deepEqual([states(), sent], [[], ['two']]);
    });

    it('deletes them if the user discards them', () => {
      const { outbox, states } = setUp(storage, 'other-sub', 'Bob');
      assert.equal(outbox.leftovers.value, 1);
      outbox.discardLeftovers();
      assert.equal(setUp(storage, 'other-sub', 'Bob').outbox.leftovers.value, 0);
      assert.deepEqual(states(), []);
    });
  });
});

describe('OutboxStorage', () => {
  it("takes messages that name no room, of earlier builds, for general's, and keeps the room of all others", () => {
    const stored = memory();
    stored.set('chat:outbox:ada:x', '{"id":"x","text":"stored","order":1,"name":"Ada"}');
    const storage = new OutboxStorage({ sub: 'ada', username: 'Ada' }, stored);
    storage.put({ id: 'y', text: 'of a closing tab', order: 2 });
    storage.put({ id: 'z', room: 'tea', text: 'to another room', order: 3 });
    assert.deepEqual(
      storage.items().map(({ room }) => room),
      ['general', 'general', 'tea'],
    );
  });

  it('ignores damaged items', () => {
    const storage = memory();
    storage.set('chat:outbox:ada:x', '{"id":');
    storage.set('chat:outbox:ada:y', '{"id":1}');
    assert.deepEqual(new OutboxStorage({ sub: 'ada', username: 'Ada' }, storage).items(), []);
  });

  it('adds the name to items that an earlier version of the page stored', () => {
    const storage = memory();
    storage.set('chat:outbox:ada:x', '{"id":"x","text":"old","order":1}');
    new OutboxStorage({ sub: 'ada', username: 'Ada' }, storage);
    assert.equal(new OutboxStorage({ sub: 'new', username: 'Ada' }, storage).leftovers().length, 1);
  });
});
