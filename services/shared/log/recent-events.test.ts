import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogEvent } from './log.ts';
import { RecentEvents } from './recent-events.ts';

interface Message {
  id: string;
  author: string;
  message: string;
}
interface Event extends LogEvent {
  message?: Message;
}
const message = (id: string, text: string): Message => ({
  id,
  author: 'a person of an ordinary name'.repeat(5),
  message: text,
});
const event = (seq: number, type: string, about?: Message, room = 'general'): Event => ({
  seq,
  type,
  room,
  ...(about ? { message: about } : {}),
});
const kinds = ['created', 'edited', 'deleted', 'cleared'];
const subjects = {
  subjectOf: ({ message }: Event) => message?.id,
  isFirst: ({ type }: Event) => type === 'created',
  changesOthers: ({ type }: Event) => type === 'cleared',
  changeOf: () => undefined,
};
const ofRoom = (room: string) => (each: LogEvent) => each.room === room && kinds.includes(each.type);
const createRecent = (maxBytes: number) => new RecentEvents<Event>(subjects, maxBytes);

/** All events that a reader with this cursor receives, page by page. */
function read(recent: RecentEvents<Event>, cursor: number, room = 'general'): string {
  let text = '';
  while (cursor < recent.end) {
    const missed = recent.after(cursor, ofRoom(room));
    assert.ok(missed);
    text += Buffer.concat(missed.frames.map(({ bytes }) => bytes)).toString();
    cursor = missed.cursor;
  }
  return text;
}
const idsOf = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe('RecentEvents', () => {
  it("returns a room's missed events in pages", () => {
    const recent = createRecent(1_000_000);
    recent.begin(1000);
    for (let seq = 1001; seq <= 2000; seq++) {
      recent.push(event(seq, 'created', message(String(seq), 'text'), seq % 2 === 0 ? 'general' : 'other'));
    }
    recent.advance(2005);
    const even = Array.from({ length: 500 }, (_, index) => 1002 + 2 * index);
    assert.deepEqual(idsOf(read(recent, 1000)), even);
    assert.deepEqual(idsOf(read(recent, 1500)), even.slice(250));
    assert.deepEqual(idsOf(read(recent, 2001)), []);
    assert.equal(recent.after(999, ofRoom('general')), undefined);
    assert.equal(recent.after(2006, ofRoom('general')), undefined);
  });

  it('drops the oldest events beyond its capacity, and no longer covers them', () => {
    const recent = createRecent(100_000);
    recent.begin(0);
    for (let seq = 1; seq <= 5_000; seq++) recent.push(event(seq, 'created', message(String(seq), 'x'.repeat(100))));
    assert.equal(recent.covers(0), false);
    let first = 5_000;
    while (recent.covers(first - 1)) first--;
    const held = 5_000 - first;
    assert.ok(held > 100 && held < 1_000);
    assert.equal(idsOf(read(recent, first)).length, held);
    assert.ok(read(recent, first).length <= 100_000);
  });

  it('shows the current state of messages', () => {
    const recent = createRecent(1_000_000);
    recent.begin(0);
    recent.push(event(1, 'created', message('a', 'secret')));
    recent.push(event(2, 'created', message('b', 'other')));
    recent.push(event(3, 'edited', message('a', 'less secret')));
    assert.ok(!read(recent, 0).includes('"secret"'));
    recent.push(event(4, 'deleted', message('a', '')));
    assert.ok(!read(recent, 0).includes('secret'));
    assert.deepEqual(idsOf(read(recent, 0)), [1, 2, 3, 4]);
  });

  it('drops the events before a room is cleared', () => {
    const recent = createRecent(1_000_000);
    recent.begin(0);
    recent.push(event(1, 'created', message('a', 'secret')));
    recent.push(event(2, 'cleared'));
    recent.push(event(3, 'created', message('b', 'after')));
    assert.equal(recent.covers(0), false);
    assert.deepEqual(idsOf(read(recent, 1)), [2, 3]);
  });

  it('keeps the events of other messages while one is edited often, however large it is', () => {
    const recent = createRecent(100_000);
    recent.begin(0);
    recent.push(event(1, 'created', message('other', 'unrelated')));
    recent.push(event(2, 'created', message('a', 'one')));
    for (let seq = 3; seq <= 200; seq++) recent.push(event(seq, 'edited', message('a', `${seq} `.padEnd(10_000, 'x'))));
    const text = read(recent, 0);
    assert.deepEqual(
      idsOf(text),
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    assert.match(text, /"unrelated"/);
    assert.equal(text.match(/"message":"200 x/g)?.length, 199);
    recent.push(event(201, 'deleted', message('a', '')));
    assert.doesNotMatch(read(recent, 0), /x{9}/);
  });

  it('shows the same events as the log for any order of changes', () => {
    const recent = createRecent(1_000_000);
    recent.begin(0);
    const log: Event[] = [];
    const add = (type: string, id: string, text: string) => {
      const added = event(log.length + 1, type, message(id, text));
      log.push(added);
      recent.push(added);
    };
    for (const id of ['a', 'b', 'c']) add('created', id, 'first');
    for (let round = 0; round < 20; round++)
      for (const id of ['b', 'a', 'a']) add('edited', id, `round ${round} of ${id}`);
    add('deleted', 'b', '');
    add('edited', 'c', 'once');
    const current = new Map(log.map((each) => [each.message?.id, each.message]));
    const shown = log.map(({ message: about, ...rest }) => ({ ...rest, message: current.get(about?.id) }));
    assert.deepEqual(
      [...read(recent, 0).matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '') as unknown),
      shown,
    );
  });

  it('bounds the number of events of a message that is edited constantly', () => {
    const recent = createRecent(100_000);
    recent.begin(0);
    recent.push(event(1, 'created', message('a', 'one')));
    for (let seq = 2; seq < 3_000; seq++) recent.push(event(seq, 'edited', message('a', `version ${seq}`)));
    assert.equal(read(recent, 2_900).match(/version 2999/g)?.length, 99);
    assert.equal(recent.covers(2_500), false);
    // Once they are dropped, the limit applies to other messages as before.
    for (let seq = 3_000; seq < 4_000; seq++) recent.push(event(seq, 'created', message(String(seq), 'text')));
    assert.equal(idsOf(read(recent, 3_800)).length, 199);
    assert.equal(recent.covers(3_400), false);
  });
});
