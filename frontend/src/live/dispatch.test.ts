import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import type { ChatEvent, Message } from '../api/types.ts';
import { dispatchAll } from './dispatch.ts';
import { room as sampleRoom } from '../stores/testing/samples.ts';
import { testStores } from './testing/stores.ts';

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `id-${seq}`,
  seq,
  room: 'general',
  sub: 'grace',
  username: 'grace',
  guest: true,
  message: `text ${seq}`,
  timestamp: '2026-11-23T09:00:00.000Z',
  ...more,
});
const profile = (sub: string, displayName: string) => ({ sub, username: sub, displayName, guest: true });

async function setUp() {
  const page = { messages: [message(1), message(2)], hasMore: false, cursor: 2 };
  const api = createApi(() => Promise.resolve(Response.json(page)), 'http://chat.test');
  const parts = testStores(api, [sampleRoom(), sampleRoom({ id: 'tea' })]);
  await parts.log.load();
  const texts = () => parts.timeline.view.value.messages.map((each) => each.message);
  return { ...parts, texts };
}

describe('dispatch', () => {
  it('passes each kind of message event to its room', async () => {
    const { stores, texts, arrived } = await setUp();
    const room = 'general';
    dispatchAll([{ seq: 3, type: 'created', room, message: message(3) }], stores);
    assert.deepEqual(texts(), ['text 1', 'text 2', 'text 3']);
    const edited = message(1, { message: 'new', editedAt: '2026-11-23T09:01:00.000Z' });
    dispatchAll([{ seq: 4, type: 'edited', room, message: edited }], stores);
    assert.deepEqual(texts(), ['new', 'text 2', 'text 3']);
    const deleted = message(3, { message: '', deletedAt: '2026-11-23T09:02:00.000Z' });
    dispatchAll([{ seq: 5, type: 'deleted', room, message: deleted }], stores);
    dispatchAll([{ seq: 6, type: 'cleared', room }], stores);
    assert.deepEqual(texts(), ['', '', '']);
    assert.deepEqual(
      arrived.map(({ id }) => id),
      ['id-3'],
    );
  });

  it('shows what happens in other rooms in the list alone, and ignores kinds that a later server sends', async () => {
    const { stores, roomList, texts } = await setUp();
    const room = 'tea';
    dispatchAll([{ seq: 3, type: 'created', room, message: message(3, { room }) }], stores);
    dispatchAll([{ seq: 4, type: 'waved', room: 'general' } as unknown as ChatEvent], stores);
    assert.deepEqual(texts(), ['text 1', 'text 2']);
    assert.equal(roomList.find(room)?.unread, 1);
  });

  it('passes signals to the list and to the room', async () => {
    const { stores, room, roomList } = await setUp();
    const settings = { level: 'none', hidden: false } as const;
    dispatchAll([{ type: 'membership', room: 'tea', settings }], stores);
    assert.equal(roomList.find('tea')?.level, 'none');
    dispatchAll([{ type: 'read', room: 'general', seq: 2 }], stores);
    assert.equal(room.seen.value, 2);
    dispatchAll([{ type: 'typing', room: 'general', sub: 'grace', username: 'Grace' }], stores);
    assert.deepEqual(room.typing.value, [{ sub: 'grace', username: 'Grace' }]);
    dispatchAll([{ seq: 3, type: 'created', room: 'general', message: message(3) }], stores);
    assert.deepEqual(room.typing.value, []);
  });

  it('shows many events at once', async () => {
    const { stores, timeline } = await setUp();
    let shown = 0;
    timeline.view.subscribe(() => (shown += 1));
    dispatchAll(
      [3, 4, 5].map((seq) => ({ seq, type: 'created', room: 'general', message: message(seq) })),
      stores,
    );
    assert.equal(shown, 2);
  });

  it('counts the messages of others after what was read', async () => {
    const { stores, room } = await setUp();
    room.see(2);
    const own = message(4, { sub: 'ada' });
    for (const each of [message(3), own, message(5)]) {
      dispatchAll([{ seq: each.seq, type: 'created', room: 'general', message: each }], stores);
    }
    assert.equal(room.unread.value, 2);
    assert.equal(room.see(3), true);
    assert.equal(room.see(2), false);
    assert.equal(room.unread.value, 1);
  });

  it('a display name stays when its owner leaves', async () => {
    const { stores } = await setUp();
    const { people, presence } = stores;
    const nameOf = (sub: string) => people.names.value.get(sub);
    dispatchAll([{ type: 'snapshot', snapshot: { count: 1, users: [profile('grace', 'Grace')] } }], stores);
    dispatchAll([{ type: 'change', change: { count: 1, joined: [profile('grace', 'GRACE')], left: [] } }], stores);
    assert.equal(nameOf('grace'), 'GRACE');
    dispatchAll([{ type: 'change', change: { count: 0, joined: [], left: ['grace'] } }], stores);
    assert.deepEqual(presence.value.value.people, []);
    assert.equal(nameOf('grace'), 'GRACE');
    assert.equal(nameOf('ada'), undefined);
  });
});
