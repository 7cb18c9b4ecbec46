import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { EventReader } from '../testing/event-reader.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { createRoom } from '../testing/rooms.ts';

const replicas = replicasForTests();
const SIGNALS = ['typing', 'read', 'membership'];

const account = (replica: 0 | 1 = 0) => replicas.person(replica, { roles: ['account'] });
const open = (person: Person, replica: 0 | 1 = 0, types = ['created', ...SIGNALS]) =>
  person.at(replicas.url(replica)).stream(undefined, { rooms: 'mine', types });

/**
 * Sends one more signal, to the same replica, and waits for it: by then all others have arrived on every stream that
 * receives them.
 */
async function settle(person: Person, readers: EventReader[]): Promise<void> {
  const response = await person.request('POST', '/rooms/general/typing');
  assert.equal(response.status, 204);
  const isLast = ({ signals }: EventReader) => {
    const last = signals.at(-1);
    return last?.type === 'typing' && last.room === 'general' && last.sub === person.caller.sub;
  };
  await Promise.all(readers.map((reader) => reader.until(() => isLast(reader))));
}

const kindsOf = ({ signals }: EventReader, room: string) =>
  signals.filter((signal) => signal.room === room).map(({ type }) => type);

describe('a typing signal', () => {
  it("reaches the streams of the room's other members on every replica, and no others", async () => {
    const [ada, grace, outsider, bob] = [account(), account(), account(), account()];
    const room = await createRoom(replicas, ada);
    await room.add(grace);
    const own = await open(ada);
    const here = await open(grace);
    const there = await open(grace, 1);
    const other = await open(outsider);
    const unaware = await open(grace, 0, ['created']);
    assert.equal((await ada.request('POST', `/rooms/${room.id}/typing`)).status, 204);
    await settle(bob, [own, here, there, other]);
    const typing = { type: 'typing', room: room.id, sub: ada.caller.sub, username: ada.caller.username };
    for (const reader of [here, there]) assert.deepEqual(reader.signals[0], typing);
    assert.deepEqual(
      [own, here, there, other].map((reader) => kindsOf(reader, room.id)),
      [[], ['typing'], ['typing'], []],
    );
    assert.deepEqual(unaware.signals, []);
    for (const reader of [own, here, there, other, unaware]) reader.close();
  });

  it('no longer reaches who has left the room', async () => {
    const [ada, grace, bob] = [account(), account(), account()];
    const room = await createRoom(replicas, ada);
    await room.add(grace);
    const reader = await open(grace, 1);
    await room.remove(grace);
    await ada.post('the replica has read up to here');
    await reader.count(1);
    await ada.request('POST', `/rooms/${room.id}/typing`);
    await settle(bob, [reader]);
    assert.deepEqual(kindsOf(reader, room.id), []);
    reader.close();
  });

  it('is refused to those who are not in the room', async () => {
    const room = await createRoom(replicas, account());
    await assertProblem(account().request('POST', `/rooms/${room.id}/typing`), 404, 'unknown-room');
    await assertProblem(account().request('POST', '/rooms/nowhere/typing'), 404, 'unknown-room');
  });
});

describe('PUT /rooms/{room}/read', () => {
  it("moves the marker forward, and signals it to the person's own streams", async () => {
    const [ada, grace, bob] = [account(), account(1), account()];
    const room = await createRoom(replicas, ada);
    await room.add(grace);
    const [here, there, others] = [await open(grace), await open(grace, 1), await open(ada)];
    const { seq } = (await (await grace.send('hello', undefined, room.id)).json()) as { seq: number };
    const mark = async (body: unknown) => {
      const response = await grace.request('PUT', `/rooms/${room.id}/read`, body);
      assert.equal(response.status, 200);
      return response.json();
    };
    assert.deepEqual(await mark({ seq }), { room: room.id, seq });
    assert.deepEqual(await mark({ seq: seq - 1 }), { room: room.id, seq });
    assert.deepEqual(await mark({ seq: seq - 1, unread: true }), { room: room.id, seq: seq - 1 });
    await settle(bob, [here, there, others]);
    for (const reader of [here, there]) {
      assert.deepEqual(
        reader.signals.filter(({ type }) => type === 'read'),
        [seq, seq - 1].map((to) => ({ type: 'read', room: room.id, seq: to })),
      );
    }
    assert.deepEqual(kindsOf(others, room.id), []);
    for (const reader of [here, there, others]) reader.close();
  });

  it("never goes beyond the log's end", async () => {
    const ada = account();
    const { seq } = await ada.post('the last');
    const response = await ada.request('PUT', '/rooms/general/read', { seq: Number.MAX_SAFE_INTEGER });
    assert.deepEqual(await response.json(), { room: 'general', seq });
  });

  it('writes the markers of many requests together, each as if alone', async () => {
    const people = Array.from({ length: 20 }, () => account());
    const [ada] = people as [Person];
    const room = await createRoom(replicas, ada);
    await Promise.all(people.slice(1).map((person) => room.add(person)));
    const { seq } = await ada.post('end');
    const marked = people.flatMap((person, index) =>
      ['general', room.id].flatMap((id) =>
        [seq - 5, seq, seq - 2].map(async (to) => {
          const at = person.at(replicas.url(index % 2 === 0 ? 0 : 1));
          const response = await at.request('PUT', `/rooms/${id}/read`, { seq: to });
          return ((await response.json()) as { seq: number }).seq;
        }),
      ),
    );
    for (const marker of await Promise.all(marked)) assert.ok(marker >= seq - 5 && marker <= seq);
    const { rows } = await replicas.admin.query<{ seq: number }>(
      'SELECT DISTINCT read_seq AS seq FROM messages.memberships WHERE sub = ANY ($1)',
      [people.map(({ caller }) => caller.sub)],
    );
    assert.deepEqual(rows, [{ seq }]);
  });

  it('is refused for a room that the caller is not in', async () => {
    const room = await createRoom(replicas, account());
    await assertProblem(account().request('PUT', `/rooms/${room.id}/read`, { seq: 1 }), 404, 'unknown-room');
  });
});

describe('PUT /rooms/read', () => {
  it('moves all markers forward, and signals those that moved', async () => {
    const [ada, bob] = [account(), account()];
    const rooms = await Promise.all(Array.from({ length: 45 }, () => createRoom(replicas, ada)));
    const { seq } = await bob.post('the end');
    const reader = await open(ada, 1);
    const ahead = await ada.request('PUT', '/rooms/general/read', { seq });
    assert.equal(ahead.status, 200);
    assert.equal((await ada.request('PUT', '/rooms/read', { seq })).status, 204);
    await settle(bob, [reader]);
    const read = reader.signals.filter((signal) => signal.type === 'read' && signal.room !== 'general');
    assert.deepEqual(read.map(({ room }) => room).sort(), rooms.map(({ id }) => id).sort());
    reader.close();
  });
});

describe('a membership signal', () => {
  it("reaches the person's own streams", async () => {
    const [ada, grace, bob] = [account(), account(), account()];
    const room = await createRoom(replicas, ada);
    await room.add(grace);
    const [own, others] = [await open(grace, 1), await open(ada)];
    const response = await grace.request('PATCH', `/rooms/${room.id}/membership`, { level: 'all' });
    const settings: unknown = await response.json();
    assert.deepEqual(settings, { level: 'all', hidden: false });
    await settle(bob, [own, others]);
    assert.deepEqual(
      own.signals.filter(({ type }) => type === 'membership'),
      [{ type: 'membership', room: room.id, settings }],
    );
    assert.deepEqual(kindsOf(others, room.id), []);
    for (const reader of [own, others]) reader.close();
  });
});
