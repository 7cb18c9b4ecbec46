import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signal } from '@preact/signals-core';
import { createApi } from '../api/client.ts';
import { browserStorage } from '../state/storage.ts';
import { Drafts } from './draft.ts';
import { OutboxStorage } from './outbox-storage.ts';
import { Outbox } from './outbox.ts';
import { RoomList } from './room-list.ts';
import { Room } from './room.ts';
import { ADA, roomsApi } from './testing/samples.ts';

const MESSAGE = {
  id: 'id',
  seq: 7,
  room: 'tea',
  sub: 'grace',
  username: 'Grace',
  guest: true,
  message: 'Hello',
  timestamp: '2026-11-23T09:00:00.000Z',
};

function setUp(id: string) {
  const requests: string[] = [];
  const api = createApi((request) => {
    const { pathname, search } = new URL(request.url);
    requests.push(`${request.method} ${pathname}${search}`);
    return Promise.resolve(Response.json({ messages: [MESSAGE], hasMore: true, cursor: 7 }));
  }, 'http://chat.test');
  const storage = browserStorage(() => null);
  const outbox = new Outbox({
    storage: new OutboxStorage(ADA, storage),
    send: () => new Promise(() => undefined),
    onSent: () => undefined,
  });
  const draft = new Drafts(ADA.sub, storage).of(id);
  const list = new RoomList({ api: roomsApi([]), me: ADA.sub, position: () => 7 });
  const room = new Room({
    id,
    api,
    person: signal(ADA),
    outbox,
    draft,
    list,
    position: () => 7,
    started: signal(true),
  });
  return { room, outbox, requests };
}

describe('Room', () => {
  for (const id of ['general', 'tea']) {
    it(`names itself in every request: ${id}`, async () => {
      const { room, requests } = setUp(id);
      await room.timeline.load();
      await room.timeline.loadOlder();
      await room.clear();
      assert.deepEqual(requests, [
        `GET /messages?room=${id}&limit=50`,
        `GET /messages?room=${id}&before=7&limit=50`,
        `DELETE /messages/clear?room=${id}`,
      ]);
    });
  }

  it('shows the messages queued for it, and those of no other room', () => {
    const { room, outbox } = setUp('tea');
    outbox.add({ room: 'general', text: 'to everybody' });
    outbox.add({ room: 'tea', text: 'here' });
    assert.deepEqual(
      room.pending.value.map(({ text }) => text),
      ['here'],
    );
  });
});
