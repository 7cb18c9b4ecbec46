import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import { RoomOpening } from './room-opening.ts';
import { message, room } from './testing/samples.ts';
import { Timeline } from './timeline.ts';

/** A room with a number of messages, at the positions 1, 2, 3 … */
function setUp(count: number) {
  const messages = Array.from({ length: count }, (_, index) => {
    const seq = index + 1;
    return message(seq, { timestamp: new Date(seq * 1000).toISOString(), ...(seq === 5 && { deletedAt: 'then' }) });
  });
  let refused = false;
  const api = createApi((request) => {
    const query = new URL(request.url).searchParams;
    const known = messages.filter(({ seq }) => seq < Number(query.get('before') ?? Infinity));
    const page = known.slice(-Number(query.get('limit')));
    const body = { messages: page, hasMore: page.length < known.length, cursor: count };
    return Promise.resolve(refused ? Response.json({}, { status: 503 }) : Response.json(body));
  }, 'http://chat.test');
  const timeline = new Timeline(api, 'general');
  const opening = new RoomOpening(timeline);
  opening.enter();
  return { timeline, opening, refuse: () => (refused = true) };
}

const unreadAfter = (marker: number) => room({ marker, unread: 100 });

/** The state once nothing is being loaded. */
async function settled(opening: RoomOpening): Promise<void> {
  if (!opening.isLoading.peek()) return;
  await new Promise<void>((resolve) => {
    const stop = opening.isLoading.subscribe((loading) => {
      if (!loading) queueMicrotask(() => stop());
      if (!loading) resolve();
    });
  });
}

describe('Opening a room at its first unread message', () => {
  it('waits for the first page, and loads more if unread messages are older', async () => {
    const { timeline, opening } = setUp(300);
    opening.fix(unreadAfter(100));
    assert.equal(opening.isLoading.value, true);
    await timeline.load();
    await settled(opening);
    assert.equal(opening.newAfter.value, 100);
    assert.equal(opening.isFar.value, false);
  });

  it('loads nothing more if all of them are in the first page', async () => {
    const { timeline, opening } = setUp(300);
    await timeline.load();
    opening.fix(unreadAfter(290));
    assert.equal(opening.isLoading.value, false);
    assert.equal(opening.newAfter.value, 290);
  });

  it('stays fixed while the room is shown', async () => {
    const { timeline, opening } = setUp(20);
    await timeline.load();
    opening.fix(unreadAfter(10));
    opening.fix(unreadAfter(15));
    assert.equal(opening.newAfter.value, 10);
    opening.enter();
    assert.equal(opening.newAfter.value, Infinity);
    opening.fix(room({ marker: 20 }));
    assert.equal(opening.newAfter.value, Infinity);
  });

  it('does not load very many unasked, but jumps there', async () => {
    const { timeline, opening } = setUp(1_200);
    await timeline.load();
    opening.fix(unreadAfter(10));
    await settled(opening);
    assert.deepEqual([opening.newAfter.value, opening.isFar.value], [Infinity, true]);
    await opening.jump();
    assert.deepEqual([opening.newAfter.value, opening.isFar.value], [10, false]);
  });

  it('does not begin before the messages after which somebody joined', async () => {
    const { timeline, opening } = setUp(20);
    await timeline.load();
    opening.fix(room({ marker: 0, joinedSeq: 12, unread: 3 }));
    assert.equal(opening.newAfter.value, 12);
  });
});

describe('Opening a room at the message of a link', () => {
  for (const [seq, state] of [
    [1_100, 'found'],
    [5, 'gone'],
    [9_999, 'gone'],
  ] as const) {
    it(`of ${seq} finds out: ${state}`, async () => {
      const { timeline, opening } = setUp(1_200);
      await timeline.load();
      await opening.follow(seq);
      assert.deepEqual(opening.linked.value, { seq, state });
      assert.equal(opening.isLoading.value, false);
    });
  }

  it('gives up where loading would take too long, or fails', async () => {
    const { timeline, opening, refuse } = setUp(4_000);
    await timeline.load();
    await opening.follow(7);
    assert.deepEqual(opening.linked.value, { seq: 7, state: 'far' });
    refuse();
    await opening.follow(7);
    assert.deepEqual(opening.linked.value, { seq: 7, state: 'failed' });
  });

  it('forgets the link of which the address tells no more', async () => {
    const { timeline, opening } = setUp(10);
    const following = opening.follow(3);
    await opening.follow(undefined);
    await timeline.load();
    await following;
    assert.equal(opening.linked.value, undefined);
  });
});
