import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import type { Signal } from '../api/types.ts';
import type { PresenceEvent } from './dispatch.ts';
import { messageFeed, presenceFeed } from './feeds.ts';
import { testStores } from './testing/stores.ts';

const CREATED = {
  seq: 4,
  type: 'created',
  room: 'general',
  message: {
    id: '3f0b7c52-6c1c-4d63-9a55-0d4f6f0f4a11',
    seq: 4,
    room: 'general',
    sub: '3f0b7c52-6c1c-4d63-9a55-0d4f6f0f4a12',
    username: 'Ada',
    guest: true,
    message: 'text',
    timestamp: '2026-11-23T09:00:00.000Z',
  },
};
const EVENT = { id: '4', type: 'created', data: JSON.stringify(CREATED) };

describe('messageFeed', () => {
  async function setUp() {
    const asked: string[] = [];
    const api = createApi(({ url }) => {
      asked.push(url.replace('http://chat.test', '').replace(/&rooms=mine&types=[^&]*/, ''));
      return Promise.resolve(Response.json({ messages: [], hasMore: false, cursor: 3 }));
    }, 'http://chat.test');
    const { log, timeline } = testStores(api);
    await log.load();
    const signals: Signal[] = [];
    return { asked, log, timeline, signals, feed: messageFeed(api, log, (received) => signals.push(...received)) };
  }

  it('resumes from the last id, of an event or of a heartbeat', async () => {
    const { asked, timeline, feed } = await setUp();
    const { signal } = new AbortController();
    feed.receive([EVENT], '4');
    await feed.open(signal);
    feed.receive([], '9');
    await feed.open(signal);
    assert.deepEqual(asked.slice(1), ['/events?after=4', '/events?after=9']);
    assert.equal(timeline.view.value.messages.length, 1);
  });

  it('keeps its cursor if there is no id, or an earlier or invalid one', async () => {
    const { log, feed } = await setUp();
    for (const id of ['', '2', 'x', 'Infinity']) feed.receive([], id);
    assert.equal(log.cursor, 3);
  });

  it('reports signals, which have no position', async () => {
    const { log, timeline, signals, feed } = await setUp();
    const read = { type: 'read', room: 'general', seq: 2 };
    feed.receive([{ id: '3', type: 'read', data: JSON.stringify(read) }, EVENT], '4');
    assert.deepEqual(signals, [read]);
    assert.equal(log.cursor, 4);
    assert.equal(timeline.view.value.messages.length, 1);
  });

  it('keeps its cursor if an event is not what the contract says', async () => {
    const { log, feed } = await setUp();
    assert.throws(() => feed.receive([{ ...EVENT, data: '{}' }], '9'));
    assert.equal(log.cursor, 3);
  });
});

describe('presenceFeed', () => {
  const preferences = { favourites: ['general'] };
  const snapshot = { count: 0, users: [] };
  const streams = (refused: (url: string) => boolean) => {
    const asked: string[] = [];
    const api = createApi(({ url }) => {
      asked.push(url.replace('http://chat.test', ''));
      const headers = { 'Content-Type': 'text/event-stream' };
      return Promise.resolve(refused(url) ? Response.json({}, { status: 400 }) : new Response('', { headers }));
    }, 'http://chat.test');
    const events: PresenceEvent[] = [];
    const feed = presenceFeed(api, testStores(api).stores, (received) => events.push(...received));
    return { asked, events, feed };
  };

  it('carries the preferences', async () => {
    const { asked, events, feed } = streams(() => false);
    assert.equal((await feed.open(new AbortController().signal)).ok, true);
    assert.deepEqual(asked, ['/users/events?include=details,preferences']);
    feed.receive(
      [
        { id: '', type: 'snapshot', data: JSON.stringify(snapshot) },
        { id: '', type: 'preferences', data: JSON.stringify(preferences) },
        { id: '', type: 'later', data: '{}' },
      ],
      '',
    );
    assert.deepEqual(events, [
      { type: 'snapshot', snapshot },
      { type: 'preferences', preferences },
    ]);
  });

  it('knows details of people where it asked for them', async () => {
    const person = { sub: 'ada', username: 'Ada', displayName: 'Ada', guest: true };
    const received = (users: object[]) => [{ id: '', type: 'snapshot', data: JSON.stringify({ count: 1, users }) }];
    const detailed = streams(() => false);
    await detailed.feed.open(new AbortController().signal);
    detailed.feed.receive(received([{ ...person, presence: 'away' }]), '');
    assert.throws(() => detailed.feed.receive(received([person]), ''));
    const plain = streams((url) => url.includes('include'));
    await plain.feed.open(new AbortController().signal);
    plain.feed.receive(received([person]), '');
    assert.deepEqual([detailed.events.length, plain.events.length], [1, 1]);
  });

  it('opens without them if a replica of the release before refuses them', async () => {
    const { asked, feed } = streams((url) => url.includes('include'));
    assert.equal((await feed.open(new AbortController().signal)).ok, true);
    assert.deepEqual(asked, ['/users/events?include=details,preferences', '/users/events']);
  });
});
