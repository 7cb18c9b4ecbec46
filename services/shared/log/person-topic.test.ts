import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AddressedEvent } from './log.ts';
import { PersonTopic } from './person-topic.ts';

const kinds = ['created', 'member-joined', 'member-left'];
const created = (seq: number, room: string): AddressedEvent => ({ seq, type: 'created', room });
const joins = (seq: number, room: string, sub = 'ada'): AddressedEvent => ({
  seq,
  type: 'member-joined',
  room,
  change: { sub, isMember: true },
});
const leaves = (seq: number, room: string, sub = 'ada'): AddressedEvent => ({
  seq,
  type: 'member-left',
  room,
  change: { sub, isMember: false },
});

function createTopic(rooms: Record<string, number>, end = 100, only?: string): PersonTopic {
  const topic = new PersonTopic({ sub: 'ada', kinds, signals: [], ...(only === undefined ? {} : { only }) });
  topic.begin(new Map(Object.entries(rooms)), end);
  return topic;
}

describe('PersonTopic', () => {
  it("receives a room's events after the one of joining", () => {
    const topic = createTopic({ one: 50, always: 0 });
    const received = [created(49, 'one'), created(50, 'one'), created(51, 'one'), created(2, 'always')];
    assert.deepEqual(
      received.map((event) => topic.receives(event)),
      [false, false, true, true],
    );
    assert.equal(topic.receives(created(60, 'other')), false);
    assert.equal(topic.receives({ seq: 60, type: 'edited', room: 'one' }), false);
  });

  it("receives what concerns the person's own membership, of any room and time", () => {
    const topic = createTopic({ one: 50 });
    assert.equal(topic.receives(joins(50, 'one')), true);
    assert.equal(topic.receives(leaves(40, 'one')), true);
    assert.equal(topic.receives(leaves(40, 'other')), true);
    assert.equal(topic.receives(leaves(40, 'one', 'grace')), false);
    assert.equal(topic.receives(leaves(60, 'one', 'grace')), true);
  });

  it('applies changes in their order', () => {
    const topic = createTopic({ one: 50 });
    topic.apply(leaves(101, 'one'));
    assert.equal(topic.receives(created(90, 'one')), false);
    topic.apply(joins(105, 'one'));
    topic.apply(joins(107, 'one'));
    assert.deepEqual(
      [104, 105, 106].map((seq) => topic.receives(created(seq, 'one'))),
      [false, false, true],
    );
    topic.apply(joins(110, 'two', 'grace'));
    assert.deepEqual([...topic.rooms.keys()], ['one']);
  });

  it('applies once the changes that arrive before the rooms are read', () => {
    const topic = new PersonTopic({ sub: 'ada', kinds, signals: [] });
    topic.apply(leaves(99, 'again'));
    topic.apply(joins(101, 'new'));
    topic.apply(leaves(102, 'one'));
    topic.begin(
      new Map([
        ['one', 50],
        ['again', 100],
      ]),
      100,
    );
    assert.deepEqual(
      [...topic.rooms],
      [
        ['again', 100],
        ['new', 101],
      ],
    );
  });

  it('of one room receives all of it while the person is in it, and nothing of others', () => {
    const topic = createTopic({ one: 50, two: 60 }, 100, 'one');
    assert.deepEqual([...topic.rooms], [['one', 0]]);
    assert.equal(topic.receives(created(7, 'one')), true);
    assert.equal(topic.receives(leaves(101, 'two')), false);
    topic.apply(joins(101, 'three'));
    topic.apply(leaves(102, 'one'));
    assert.deepEqual([...topic.rooms], []);
    assert.equal(topic.receives(leaves(102, 'one')), true);
    assert.equal(topic.receives(created(101, 'one')), false);
  });
});
