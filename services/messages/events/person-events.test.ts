import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { seededRandom } from '../../../testkit/seeded-random.ts';
import type { EventReader } from '../testing/event-reader.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { createRoom, runAsService, type TestRoom } from '../testing/rooms.ts';
import { untilRead } from '../testing/streams.ts';

const replicas = replicasForTests();
const KINDS = [
  'created',
  'edited',
  'deleted',
  'cleared',
  'member-joined',
  'member-left',
  'member-changed',
  'room-changed',
];
const MINE = { rooms: 'mine', types: KINDS } as const;

const account = (replica: 0 | 1 = 0) => replicas.person(replica, { roles: ['account'] });
const open = (person: Person, after?: number, replica: 0 | 1 = 0) =>
  person.at(replicas.url(replica)).stream(after, MINE);
/** A stream at each replica. */
const openBoth = (person: Person, after?: number) => Promise.all([open(person, after, 0), open(person, after, 1)]);

async function logEnd(): Promise<number> {
  const { rows } = await replicas.admin.query<{ end: number }>('SELECT end_seq AS end FROM messages.log');
  return Number(rows[0]?.end);
}

/** Posts in `general` and waits for it on every stream: by then they have received all before it. */
async function untilCaughtUp(author: Person, readers: EventReader[]): Promise<number> {
  const { seq } = await author.post('that was all');
  await Promise.all(readers.map((reader) => reader.until(() => reader.seqs.at(-1) === seq)));
  return seq;
}

interface LoggedEvent {
  seq: number;
  type: string;
  room: string;
  sub: string | null;
}

async function logged(after: number): Promise<LoggedEvent[]> {
  const { rows } = await replicas.admin.query<LoggedEvent>(
    `SELECT seq::float8, type::text, e.room, m.sub
     FROM messages.events AS e LEFT JOIN messages.membership_events AS m USING (seq) WHERE seq > $1 ORDER BY seq`,
    [after],
  );
  return rows;
}

/** What a person receives who was live all the time, and in these rooms at the start. */
function live(events: LoggedEvent[], { caller }: Person, rooms: string[] = []): number[] {
  const mine = new Set(['general', ...rooms]);
  return events.flatMap(({ seq, type, room, sub }) => {
    const wasIn = mine.has(room);
    if (sub === caller.sub && type === 'member-joined') mine.add(room);
    if (sub === caller.sub && type === 'member-left') mine.delete(room);
    return wasIn || mine.has(room) ? [seq] : [];
  });
}

/** What a person receives who has missed all of it, and is in rooms as they are at the end. */
function replayed(events: LoggedEvent[], { caller }: Person, rooms: string[] = []): number[] {
  const joined = new Map(['general', ...rooms].map((room) => [room, 0]));
  for (const { seq, type, room, sub } of events) {
    if (sub === caller.sub && type === 'member-joined') joined.set(room, seq);
    if (sub === caller.sub && type === 'member-left') joined.delete(room);
  }
  return events
    .filter(({ seq, room, sub }) => sub === caller.sub || seq > (joined.get(room) ?? Infinity))
    .map(({ seq }) => seq);
}

describe('GET /events?rooms=mine', () => {
  it('streams the events of a room from joining to leaving, on every replica', async () => {
    const [ada, grace] = [account(), account(1)];
    const room = await createRoom(replicas, ada);
    await replicas.fill(ada, 3, 'before', room.id);
    const readers = await openBoth(grace);
    const start = await logEnd();
    await room.add(grace);
    await replicas.fill(ada, 2, 'for both', room.id);
    await room.rename('renamed');
    await room.promote(grace);
    await room.remove(grace);
    await replicas.fill(ada, 2, 'after', room.id);
    await room.add(grace);
    await replicas.fill(grace, 1, 'again', room.id);
    await untilCaughtUp(ada, readers);
    for (const reader of readers) {
      assert.deepEqual(
        reader.events.map(({ type, message }) => message?.message ?? type),
        [
          'member-joined',
          'for both',
          'for both',
          'room-changed',
          'member-changed',
          'member-left',
          'member-joined',
          'again',
          'that was all',
        ],
      );
      assert.deepEqual(reader.seqs, live(await logged(start), grace));
      reader.close();
    }
  });

  it('says who joined, changed and left, and what a room is', async () => {
    const [ada, grace] = [account(), account()];
    const after = await logEnd();
    const room = await createRoom(replicas, ada);
    await room.add(grace);
    await room.promote(grace);
    await room.rename('Another name');
    const { events } = await ada.events({ after, ...MINE });
    await room.remove(grace);
    const left = await grace.events({ after, ...MINE, types: ['member-left'] });
    const { sub, username } = grace.caller;
    const [founded, joined, changed, renamed] = events;
    assert.deepEqual(
      events.map(({ type, room: id }) => [type, id]),
      ['member-joined', 'member-joined', 'member-changed', 'room-changed'].map((type) => [type, room.id]),
    );
    assert.ok(founded?.type === 'member-joined' && joined?.type === 'member-joined');
    assert.deepEqual([founded.member.sub, founded.member.role, founded.by], [ada.caller.sub, 'owner', ada.caller.sub]);
    const { joinedAt } = joined.member;
    const member = { sub, username, guest: false, gone: false, role: 'member', joinedAt };
    assert.deepEqual(joined, { seq: joined.seq, type: 'member-joined', room: room.id, member, by: ada.caller.sub });
    assert.deepEqual(changed && { ...changed, seq: 0 }, {
      seq: 0,
      type: 'member-changed',
      room: room.id,
      member: { ...member, role: 'owner' },
      by: ada.caller.sub,
    });
    assert.deepEqual(renamed && { ...renamed, seq: 0 }, {
      seq: 0,
      type: 'room-changed',
      room: room.id,
      name: 'Another name',
      topic: '',
      archived: false,
    });
    assert.deepEqual(
      left.events.map((event) => ({ ...event, seq: 0 })),
      [{ seq: 0, type: 'member-left', room: room.id, sub, username, by: ada.caller.sub }],
    );
  });

  it('gives the later kinds only to those who name them', async () => {
    const [ada, grace] = [account(), account()];
    const room = await createRoom(replicas, ada);
    const after = await logEnd();
    const reader = await ada.stream(after, { rooms: 'mine' });
    await room.add(grace);
    await room.rename('renamed');
    await replicas.fill(grace, 1, 'hello', room.id);
    await reader.count(1);
    assert.deepEqual(reader.texts, ['hello']);
    assert.deepEqual((await ada.events({ after, rooms: 'mine' })).events.length, 1);
    reader.close();
  });

  it('is in order, complete and once on streams that are open while people join, leave and write', async (test) => {
    const { seed, random } = seededRandom();
    test.diagnostic(`SEED=${seed}`);
    const people = Array.from({ length: 4 }, () => account());
    const [owner, ...others] = [account(), ...people] as [Person, ...Person[]];
    const rooms = await Promise.all(Array.from({ length: 5 }, () => createRoom(replicas, owner)));
    const start = await logEnd();
    const readers = await Promise.all(others.map((person) => openBoth(person)));
    await Promise.all(rooms.map((room) => churn(room, owner, others, random)));
    await untilCaughtUp(owner, readers.flat());
    const events = await logged(start);
    assert.ok(events.length > 300);
    for (const [index, person] of others.entries()) {
      for (const reader of readers[index] ?? []) {
        assert.deepEqual(reader.seqs, live(events, person));
        reader.close();
      }
    }
    // What was missed: from memory, from the log, and as pages.
    const fresh = await replicas.start();
    for (const person of others) {
      const expected = replayed(events, person);
      const resumed = [await open(person, start), await person.at(fresh.url).stream(start, MINE)];
      for (const reader of resumed) {
        await reader.until(() => reader.seqs.at(-1) === expected.at(-1));
        assert.deepEqual(reader.seqs, expected);
        reader.close();
      }
      assert.deepEqual(await pages(person, start, 7), expected);
    }
    await fresh.stop();
  });

  it('replays from the log as the tail shows it live', async () => {
    const [ada, grace] = [account(), account()];
    const room = await createRoom(replicas, ada);
    const start = await logEnd();
    const reader = await open(ada, start);
    await room.add(grace);
    const message = await ada.post('in general');
    await ada.edit(message.id, 'edited');
    await replicas.fill(grace, 5, 'in the room', room.id);
    await room.rename('first');
    await room.rename('second');
    await room.remove(grace);
    await ada.delete(message.id);
    await untilCaughtUp(grace, [reader]);
    const memory = await open(ada, start);
    const expected = [...(await memory.count(reader.events.length))];
    memory.close();
    assert.deepEqual(
      expected.map(({ seq }) => seq),
      reader.seqs,
    );
    // Replaces everything in memory.
    await replicas.fill(grace, 1_200, 'x'.repeat(2_000));
    await untilCaughtUp(grace, [reader]);
    const fromLog = await open(ada, start, 1);
    await fromLog.count(expected.length);
    const { events } = await ada.events({ after: start, ...MINE, limit: expected.length });
    assert.deepEqual(fromLog.events.slice(0, expected.length), expected);
    assert.deepEqual(events, expected);
    for (const each of [reader, fromLog]) each.close();
  });

  it('resumes within 50,000 events of the log, and is answered 410 beyond', async () => {
    const ada = account();
    const { seq: start } = await ada.post('before');
    const tail = await logEnd();
    const happen = (count: number) =>
      runAsService(
        replicas,
        `WITH moved AS (UPDATE log SET end_seq = end_seq + $1 WHERE one RETURNING end_seq - $1 AS before)
         INSERT INTO events (seq, type, room)
         SELECT before + n, 'cleared', 'elsewhere' FROM moved, generate_series(1, $1::bigint) AS n`,
        [count],
      );
    await happen(50_000 - (tail - start) - 1);
    const { seq } = await ada.post('after');
    const page = await ada.events({ after: start, ...MINE });
    assert.ok(page.hasMore && page.events.length === 0);
    assert.deepEqual(await pages(ada, start, 100), [seq]);
    await untilRead(ada);
    const reader = await open(ada, start);
    await reader.count(1);
    assert.deepEqual(reader.seqs, [seq]);
    reader.close();

    await ada.post('one more');
    await assertProblem(ada.request('GET', `/events?rooms=mine&after=${start}`), 410, 'cursor-gone');
    await assertProblem(ada.askForStream(`?rooms=mine&after=${start}`), 410, 'cursor-gone');
    await assertProblem(ada.askForStream('?rooms=mine&after=0'), 410, 'cursor-gone');
    await assertProblem(ada.askForStream('?rooms=mine&after=17'), 410, 'cursor-gone');
    // One room is replayed from anywhere.
    assert.equal((await ada.events({ after: start })).events.length, 2);
  });

  it('is not for one room too', async () => {
    await assertProblem(account().request('GET', '/events?rooms=mine&room=general'), 400, 'validation');
    await assertProblem(account().request('GET', '/events?rooms=all'), 400, 'validation');
  });
});

describe('a stream of one room', () => {
  it('receives all of it, and nothing while its reader is not in it', async () => {
    const [ada, grace] = [account(), account()];
    const [room, other] = [await createRoom(replicas, ada), await createRoom(replicas, ada)];
    const start = await logEnd();
    await replicas.fill(ada, 2, 'before', room.id);
    await Promise.all([room.add(grace), other.add(grace)]);
    const reader = await grace.stream(start, { room: room.id });
    await reader.count(2);
    await replicas.fill(ada, 1, 'elsewhere', other.id);
    await room.remove(grace);
    await replicas.fill(ada, 1, 'hidden', room.id);
    await room.add(grace);
    await replicas.fill(ada, 1, 'after', room.id);
    await reader.count(3);
    assert.deepEqual(reader.texts, ['before', 'before', 'after']);
    reader.close();
  });
});

/** Adds and removes people at random while they write. */
async function churn(room: TestRoom, owner: Person, people: Person[], random: () => number): Promise<void> {
  const members = new Set<Person>();
  for (let change = 0; change < 30; change++) {
    const person = people[Math.floor(random() * people.length)];
    if (!person) continue;
    if (members.has(person)) await room.remove(person);
    else await room.add(person);
    if (!members.delete(person)) members.add(person);
    await replicas.fill([...members][0] ?? owner, 1 + Math.floor(random() * 3), 'text', room.id);
  }
}

/** The numbers of all events after a cursor, read in pages. */
async function pages(person: Person, after: number, limit: number): Promise<number[]> {
  const seqs: number[] = [];
  for (let hasMore = true; hasMore;) {
    const page = await person.events({ after, ...MINE, limit });
    seqs.push(...page.events.map(({ seq }) => seq));
    ({ hasMore, cursor: after } = page);
  }
  return seqs;
}
