import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it, mock } from 'node:test';
import { readAll, streamPair } from '../../../testkit/stream-pair.ts';
import type { EventStream } from '../http/streaming/stream.ts';
import { frameOf, type EventFrame } from './frames.ts';
import type { EventFilter } from './log.ts';
import { PersonStreams } from './person-streams.ts';
import { PersonTopic } from './person-topic.ts';

const all: EventFilter = ['created', 'member-joined', 'member-left'];
const onlyCreated: EventFilter = ['created'];

const created = (seq: number, room: string) => frameOf({ seq, type: 'created', room });
const joins = (seq: number, room: string, sub: string) =>
  frameOf({ seq, type: 'member-joined', room }, { sub, isMember: true });
const leaves = (seq: number, room: string, sub: string) =>
  frameOf({ seq, type: 'member-left', room }, { sub, isMember: false });

interface Followed {
  stream: EventStream;
  reader: Socket;
  topic: PersonTopic;
}

async function follow(
  people: PersonStreams,
  sub: string,
  rooms: string[],
  { kinds = all, signals = [] }: { kinds?: EventFilter; signals?: string[] } = {},
): Promise<Followed> {
  const pair = await streamPair();
  const topic = new PersonTopic({ sub, kinds, signals });
  people.register(topic);
  topic.begin(new Map(rooms.map((room) => [room, 0])), 0);
  people.join(pair.stream, topic);
  return { ...pair, topic };
}

async function idsOf({ stream, reader }: Followed): Promise<number[]> {
  stream.close();
  return [...(await readAll(reader)).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
}

const sendEach = (people: PersonStreams, frames: EventFrame[]) => frames.map((frame) => people.send([frame]));

describe('PersonStreams', () => {
  it("writes the events of a person's rooms in log order, across rooms", async () => {
    const people = new PersonStreams();
    const ada = await follow(people, 'ada', ['one', 'two']);
    const grace = await follow(people, 'grace', ['two', 'three']);
    const frames = ['one', 'two', 'one', 'one', 'three', 'two', 'four'].map((room, index) => created(index + 1, room));
    assert.equal(people.send(frames), 8);
    assert.deepEqual(await idsOf(ada), [1, 2, 3, 4, 6]);
    assert.deepEqual(await idsOf(grace), [2, 5, 6]);
  });

  it('writes a chunk of many rooms to a stream at once, and the same bytes to those who get the same', async () => {
    const people = new PersonStreams();
    const [ada, grace] = [await follow(people, 'ada', ['one', 'two']), await follow(people, 'grace', ['two', 'one'])];
    const written: unknown[] = [];
    for (const { stream } of [ada, grace]) mock.method(stream, 'write', (bytes: unknown) => written.push(bytes));
    people.send(['one', 'two', 'one', 'two'].map((room, index) => created(index + 1, room)));
    assert.equal(written.length, 2);
    assert.equal(written[0], written[1]);
    for (const { reader } of [ada, grace]) reader.destroy();
  });

  for (const [name, send] of [
    ['in one chunk', (people, frames) => people.send(frames)],
    ['one by one', sendEach],
  ] satisfies [string, (people: PersonStreams, frames: EventFrame[]) => unknown][]) {
    it(`follows changes of membership, ${name}`, async () => {
      const people = new PersonStreams();
      const ada = await follow(people, 'ada', ['one']);
      const grace = await follow(people, 'grace', ['two']);
      send(people, [
        created(1, 'two'),
        joins(2, 'two', 'ada'),
        created(3, 'two'),
        leaves(4, 'one', 'ada'),
        created(5, 'one'),
        leaves(6, 'two', 'ada'),
        created(7, 'two'),
        joins(8, 'two', 'ada'),
        joins(9, 'two', 'bob'),
        created(10, 'two'),
      ]);
      assert.deepEqual(await idsOf(ada), [2, 3, 4, 6, 8, 9, 10]);
      assert.deepEqual(await idsOf(grace), [1, 2, 3, 6, 7, 8, 9, 10]);
    });
  }

  it('follows changes of which a stream does not receive the events', async () => {
    const people = new PersonStreams();
    const ada = await follow(people, 'ada', [], { kinds: onlyCreated });
    assert.equal(
      people.send([joins(1, 'one', 'ada'), created(2, 'one'), leaves(3, 'one', 'ada'), created(4, 'one')]),
      1,
    );
    assert.deepEqual(await idsOf(ada), [2]);
  });

  it('hands changes to a topic before its stream is live', async () => {
    const people = new PersonStreams();
    const { stream, ...pair } = await streamPair();
    const topic = new PersonTopic({ sub: 'ada', kinds: all, signals: [] });
    people.register(topic);
    assert.equal(people.send([joins(5, 'one', 'ada'), created(6, 'one')]), 0);
    topic.begin(new Map(), 4);
    people.join(stream, topic);
    people.send([created(7, 'one')]);
    assert.deepEqual(await idsOf({ stream, topic, ...pair }), [7]);
  });

  it('writes nothing to a stream that is unregistered', async () => {
    const people = new PersonStreams();
    const ada = await follow(people, 'ada', ['one']);
    const other = await follow(people, 'ada', ['one']);
    people.unregister(ada.topic);
    assert.equal(people.send([created(1, 'one'), joins(2, 'two', 'ada'), created(3, 'two')]), 3);
    assert.deepEqual(await idsOf(ada), []);
    assert.deepEqual(await idsOf(other), [1, 2, 3]);
  });

  it('sends signals to those who receive them', async () => {
    const people = new PersonStreams();
    const signals = ['typing', 'read'];
    const ada = await follow(people, 'ada', ['one'], { signals });
    const grace = await follow(people, 'grace', ['one'], { signals });
    const bob = await follow(people, 'bob', ['one']);
    const eve = await follow(people, 'eve', ['two'], { signals });
    people.signalRoom('one', 'typing', Buffer.from('id: 1\n'), 'ada');
    people.signalPerson('ada', 'read', Buffer.from('id: 2\n'));
    people.signalPerson('ada', 'membership', Buffer.from('id: 3\n'));
    people.signalPerson('nobody', 'read', Buffer.from('id: 4\n'));
    assert.deepEqual(await Promise.all([ada, grace, bob, eve].map(idsOf)), [[2], [1], [], []]);
  });
});
