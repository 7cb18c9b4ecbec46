import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import type { ChatEvent, Message, MyRoom } from '../api/types.ts';
import { RoomList } from './room-list.ts';
import { ADA, message, room } from './testing/samples.ts';

const problem = (status: number, name = 'internal') =>
  Response.json({ type: `urn:problem-type:chat:${name}`, title: '', status }, { status });

/** A server with these rooms as of its cursor, and a list of them whose timers the test runs. */
async function setUp(rooms: MyRoom[] = [room({ id: 'tea' })], cursor = 10) {
  const server = { rooms, cursor, refusals: [] as Response[], asked: [] as string[] };
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const text = await request.text();
    server.asked.push(`${request.method} ${pathname}${text}`);
    const refusal = server.refusals.shift();
    if (refusal) return refusal;
    const [, , id = '', part] = pathname.split('/');
    const found = server.rooms.find((each) => each.id === id);
    if (pathname === '/rooms/read' || request.method === 'DELETE') return new Response(null, { status: 204 });
    if (pathname === '/rooms' && request.method === 'GET')
      return Response.json({ rooms: server.rooms, cursor: server.cursor });
    if (part === 'read') return Response.json({ room: id, seq: (JSON.parse(text) as { seq: number }).seq });
    if (part === 'membership') return Response.json({ level: 'none', hidden: false });
    if (!found) return problem(404, 'unknown-room');
    if (request.method === 'PATCH') return Response.json(found);
    return Response.json({ joined: true, cursor: server.cursor, room: found });
  };
  const timers = new Set<() => void>();
  const list = new RoomList({
    api: createApi(answer, 'http://chat.test'),
    me: ADA.sub,
    position: () => 50,
    later: (run) => {
      timers.add(run);
      return () => timers.delete(run);
    },
  });
  await list.load();
  server.asked = [];
  /** Lets the server answer. */
  const turns = async () => {
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  };
  const runTimers = async () => {
    const due = [...timers];
    timers.clear();
    for (const run of due) run();
    await turns();
  };
  const counts = (id = 'tea') => {
    const { unread, mentions } = list.find(id) ?? {};
    return [unread, mentions];
  };
  return { server, list, counts, turns, runTimers };
}

const text = (seq: number, more: Partial<Message> = {}) => message(seq, { room: 'tea', sub: 'grace', ...more });
const created = (seq: number, more: Partial<Message> = {}): ChatEvent => {
  const sent = text(seq, more);
  return { seq, type: 'created', room: sent.room, message: sent };
};

describe('RoomList', () => {
  it('lists rooms by their latest activity, without archived and hidden ones', async () => {
    const at = (seq: number) => ({ lastMessage: { seq, timestamp: '2026-11-23T09:00:00.000Z' } });
    const { list } = await setUp([
      room({ id: 'a', ...at(3) }),
      room({ id: 'b', ...at(5) }),
      room({ id: 'c', joinedSeq: 4 }),
      room({ id: 'd', archived: true, ...at(9) }),
      room({ id: 'e', hidden: true, ...at(9) }),
    ]);
    const ids = () => list.rooms.value.map(({ id }) => id);
    assert.deepEqual(ids(), ['b', 'c', 'a']);
    assert.equal(list.find('d')?.archived, true);
    list.apply(created(11, { room: 'a' }));
    list.apply(created(12, { room: 'e' }));
    assert.deepEqual(ids(), ['e', 'a', 'b', 'c']);
  });

  it('knows how a room was lost', async () => {
    const { list } = await setUp([room({ id: 'tea', name: 'Tea' }), room({ id: 'plans', name: 'Plans' })]);
    const left = (id: string, by: string) =>
      list.apply({ seq: 11, type: 'member-left', room: id, sub: ADA.sub, username: 'Ada', by });
    left('tea', ADA.sub);
    left('plans', 'grace');
    assert.deepEqual(list.lost('tea'), { name: 'Tea', how: 'left' });
    assert.deepEqual(list.lost('plans'), { name: 'Plans', how: 'removed' });
    assert.equal(list.lost('elsewhere'), undefined);
  });

  it('counts messages of others after its cursor, and those that mention the user', async () => {
    const { list, counts } = await setUp();
    list.apply(created(10));
    assert.deepEqual(counts(), [0, 0]);
    list.apply(created(11));
    list.apply(created(12, { mentions: [{ sub: 'ada', as: 'Ada' }] }));
    list.apply(created(13, { mentions: [{ as: 'room' }] }));
    list.apply(created(14, { mentions: [{ sub: 'alan', as: 'Alan' }] }));
    list.apply(created(15, { sub: 'ada', mentions: [{ sub: 'ada', as: 'Ada' }] }));
    list.apply(created(16, { deletedAt: '2026-11-23T09:00:00.000Z' }));
    assert.deepEqual(counts(), [4, 2]);
    assert.equal(list.find('tea')?.lastMessage?.seq, 15);
    assert.deepEqual([list.unread.value, list.mentions.value], [4, 2]);
    list.apply({ seq: 17, type: 'cleared', room: 'tea' });
    assert.deepEqual(counts(), [0, 0]);
    assert.equal(list.find('tea')?.lastMessage, undefined);
  });

  it('counts to 100, which means more', async () => {
    const { list, counts } = await setUp([room({ id: 'tea', unread: 99 })]);
    for (const seq of [11, 12, 13]) list.apply(created(seq));
    assert.deepEqual(counts(), [100, 0]);
  });

  it('does not count muted rooms', async () => {
    const { list } = await setUp([
      room({ id: 'tea', unread: 3 }),
      room({ id: 'loud', unread: 5, level: 'none' }),
      room({ id: 'late', unread: 7, mutedUntil: new Date(Date.now() + 60_000).toISOString() }),
    ]);
    assert.equal(list.unread.value, 3);
  });

  it('requests a room once if it cannot tell its counts, and takes what is not older than the events', async () => {
    const { server, list, counts, runTimers } = await setUp([room({ id: 'tea', unread: 2 })]);
    list.apply({ seq: 11, type: 'deleted', room: 'tea', message: text(9, { deletedAt: '2026-11-23T09:00:00.000Z' }) });
    list.apply({ seq: 12, type: 'deleted', room: 'tea', message: text(8, { deletedAt: '2026-11-23T09:00:00.000Z' }) });
    server.rooms = [room({ id: 'tea', unread: 1 })];
    server.cursor = 11;
    await runTimers();
    assert.deepEqual(counts(), [2, 0]);
    server.rooms = [room({ id: 'tea', unread: 0 })];
    server.cursor = 12;
    await runTimers();
    assert.deepEqual(counts(), [0, 0]);
    assert.deepEqual(server.asked, ['GET /rooms/tea', 'GET /rooms/tea']);
    await runTimers();
    assert.equal(server.asked.length, 2);
  });

  it('requests a room again after a failure', async () => {
    const { server, list, counts, runTimers } = await setUp([room({ id: 'tea', unread: 2 })]);
    list.apply({ seq: 11, type: 'edited', room: 'tea', message: text(9, { mentions: [{ sub: 'ada', as: 'Ada' }] }) });
    server.rooms = [room({ id: 'tea', unread: 2, mentions: 1 })];
    server.cursor = 11;
    server.refusals = [problem(503, 'unavailable')];
    await runTimers();
    assert.deepEqual(counts(), [2, 0]);
    await runTimers();
    assert.deepEqual(counts(), [2, 1]);
  });

  it('loses a room only if the server says that there is none', async () => {
    const { server, list, runTimers } = await setUp([room({ id: 'tea', name: 'Tea', unread: 2 })]);
    list.apply({ seq: 11, type: 'deleted', room: 'tea', message: text(9, { deletedAt: '2026-11-23T09:00:00.000Z' }) });
    // A replica of the release before, and a server that is not the chat's.
    server.refusals = [problem(404, 'not-found'), problem(400, 'bad-request'), new Response('Gone', { status: 404 })];
    for (let turn = 0; turn < 3; turn += 1) {
      await runTimers();
      assert.equal(list.find('tea')?.name, 'Tea');
    }
    server.rooms = [];
    server.cursor = 11;
    await runTimers();
    assert.equal(list.find('tea'), undefined);
    assert.deepEqual(list.lost('tea'), { name: 'Tea', how: 'unknown' });
  });

  it('adds a room that the user has joined elsewhere, and removes one that was left', async () => {
    const { server, list, runTimers } = await setUp();
    const member = { sub: 'ada', username: 'Ada', guest: true, gone: false, role: 'member', joinedAt: '' } as const;
    server.rooms = [...server.rooms, room({ id: 'new', unread: 1 })];
    server.cursor = 12;
    list.apply({ seq: 11, type: 'member-joined', room: 'new', member });
    list.apply(created(12, { room: 'new' }));
    assert.equal(list.find('new'), undefined);
    await runTimers();
    assert.equal(list.find('new')?.unread, 1);
    list.apply({ seq: 13, type: 'member-left', room: 'new', sub: 'ada', username: 'Ada' });
    assert.equal(list.find('new'), undefined);
    // An answer from before does not bring it back.
    await list.refresh();
    await runTimers();
    assert.equal(list.find('new'), undefined);
  });

  it('follows names, roles and the number of members', async () => {
    const { list } = await setUp();
    const member = { sub: 'ada', username: 'Ada', guest: true, gone: false, role: 'owner', joinedAt: '' } as const;
    list.apply({ seq: 11, type: 'room-changed', room: 'tea', name: 'Tea', topic: 'Leaves', archived: false });
    list.apply({ seq: 12, type: 'member-joined', room: 'tea', member: { ...member, sub: 'alan' } });
    list.apply({ seq: 13, type: 'member-joined', room: 'tea', member: { ...member, sub: 'alonzo' } });
    list.apply({ seq: 14, type: 'member-left', room: 'tea', sub: 'alan', username: 'Alan' });
    list.apply({ seq: 15, type: 'member-changed', room: 'tea', member });
    const { name, topic, role, members } = list.find('tea') ?? {};
    assert.deepEqual({ name, topic, role, members }, { name: 'Tea', topic: 'Leaves', role: 'owner', members: 3 });
  });

  it('marks what was read at once, tells the server the newest of several positions, and never goes back', async () => {
    const { server, list, counts, runTimers } = await setUp([room({ id: 'tea', unread: 0 })]);
    for (const seq of [11, 12, 13]) list.apply(created(seq));
    assert.equal(list.see('tea', 11, { unread: 2, mentions: 0 }), true);
    assert.deepEqual(counts(), [2, 0]);
    assert.equal(list.see('tea', 12, { unread: 1, mentions: 0 }), true);
    assert.equal(list.see('tea', 13), true);
    assert.equal(list.see('tea', 12), false);
    assert.deepEqual(counts(), [0, 0]);
    await runTimers();
    const read = (seq: number) => `PUT /rooms/tea/read${JSON.stringify({ seq, unread: false })}`;
    assert.deepEqual(server.asked, [read(11), read(13)]);
  });

  it('tells the server again what was read if it did not answer', async () => {
    const { server, list, runTimers } = await setUp();
    server.refusals = [problem(503, 'unavailable')];
    list.see('tea', 9);
    await runTimers();
    await runTimers();
    assert.equal(server.asked.length, 2);
  });

  it('keeps a room unread that was marked so until it is left', async () => {
    const { server, list, counts, runTimers } = await setUp([room({ id: 'tea', marker: 9 })]);
    server.rooms = [room({ id: 'tea', marker: 5, unread: 3 })];
    await list.markUnread('tea', 5);
    await runTimers();
    assert.deepEqual(counts(), [3, 0]);
    assert.equal(list.see('tea', 9), false);
    list.release('tea');
    assert.equal(list.see('tea', 9), true);
  });

  it('takes what another device has read, and asks if that was earlier', async () => {
    const { server, list, counts, runTimers } = await setUp([room({ id: 'tea', marker: 5, unread: 2 })]);
    list.receive({ type: 'read', room: 'tea', seq: 9 });
    assert.deepEqual(counts(), [0, 0]);
    server.rooms = [room({ id: 'tea', marker: 3, unread: 4 })];
    list.receive({ type: 'read', room: 'tea', seq: 3 });
    assert.equal(list.find('tea')?.marker, 9);
    await runTimers();
    assert.equal(list.find('tea')?.marker, 3);
    assert.deepEqual(counts(), [4, 0]);
    list.receive({ type: 'membership', room: 'tea', settings: { level: 'mentions', hidden: false } });
    assert.equal(list.find('tea')?.level, 'mentions');
  });

  it('keeps what was read while an answer was on its way', async () => {
    const { list, runTimers } = await setUp([room({ id: 'tea', marker: 5 })]);
    const refreshed = list.refresh();
    list.see('tea', 9);
    await refreshed;
    assert.equal(list.find('tea')?.marker, 9);
    await runTimers();
  });

  it('keeps what was read when the answer to an earlier position arrives', async () => {
    const { list, counts, turns, runTimers } = await setUp([room({ id: 'tea', marker: 10 })]);
    for (const seq of [11, 12]) list.apply(created(seq));
    list.see('tea', 11);
    list.see('tea', 12);
    assert.deepEqual(counts(), [0, 0]);
    // The answer to the first one; the second one waits.
    await turns();
    assert.deepEqual([counts(), list.find('tea')?.marker], [[0, 0], 12]);
    await runTimers();
    assert.deepEqual([counts(), list.find('tea')?.marker], [[0, 0], 12]);
  });

  it('keeps what was read when the server lists the rooms before it knows of that', async () => {
    const { list, server, counts, turns } = await setUp([room({ id: 'tea', marker: 10 })]);
    list.apply(created(11));
    server.rooms = [room({ id: 'tea', marker: 10, unread: 1, lastMessage: { seq: 11, timestamp: '' } })];
    server.cursor = 11;
    server.refusals = [problem(503)];
    list.see('tea', 11);
    await turns();
    await list.refresh();
    assert.deepEqual(counts(), [0, 0]);
  });

  it('asks for a room once the server knows what was read', async () => {
    const { list, server, turns, runTimers } = await setUp([room({ id: 'tea', marker: 10 })]);
    list.apply(created(11));
    server.refusals = [problem(503)];
    list.see('tea', 11);
    list.receive({ type: 'read', room: 'tea', seq: 4 });
    await turns();
    await runTimers();
    await runTimers();
    assert.deepEqual(server.asked, [
      'PUT /rooms/tea/read{"seq":11,"unread":false}',
      'PUT /rooms/tea/read{"seq":11,"unread":false}',
      'GET /rooms/tea',
    ]);
  });

  it('asks for the rooms that a refreshed list no longer has', async () => {
    const { server, list, runTimers } = await setUp([room({ id: 'tea' }), room({ id: 'gone' })]);
    server.rooms = [room({ id: 'tea' })];
    await list.refresh();
    await runTimers();
    assert.deepEqual(server.asked, ['GET /rooms', 'GET /rooms/gone']);
    assert.equal(list.find('gone'), undefined);
  });

  it('marks all rooms as read', async () => {
    const { server, list } = await setUp([room({ id: 'tea', unread: 2 }), room({ id: 'b', unread: 3 })]);
    assert.equal((await list.markAllRead()).ok, true);
    assert.deepEqual(server.asked, ['PUT /rooms/read{"seq":50}']);
    assert.equal(list.unread.value, 0);
  });

  it('shows the effect of the user’s own actions at once', async () => {
    const { server, list } = await setUp([room({ id: 'tea' })]);
    await list.setMembership('tea', { level: 'none' });
    assert.equal(list.find('tea')?.level, 'none');
    server.rooms = [room({ id: 'tea', name: 'Tea', unread: 77 })];
    await list.update('tea', { name: 'Tea' });
    assert.deepEqual([list.find('tea')?.name, list.find('tea')?.unread], ['Tea', 0]);
    await list.leave('tea');
    assert.equal(list.find('tea'), undefined);
    assert.equal(server.asked.at(-1), 'DELETE /rooms/tea/members/ada');
  });

  it('has general alone with a server of the release before, and asks nothing', async () => {
    const requests: string[] = [];
    const api = createApi(({ url }) => {
      requests.push(url);
      return Promise.resolve(problem(404, 'not-found'));
    }, 'http://chat.test');
    const list = new RoomList({ api, me: ADA.sub, position: () => 0, later: () => () => undefined });
    assert.equal(await list.load(), Infinity);
    assert.equal(list.supported.value, false);
    list.beginAt(10);
    list.apply(created(11, { room: 'general' }));
    assert.deepEqual(
      list.rooms.value.map(({ id, unread }) => [id, unread]),
      [['general', 1]],
    );
    assert.equal(list.see('general', 11), true);
    assert.equal(list.unread.value, 0);
    assert.equal(requests.length, 1);
  });
});
