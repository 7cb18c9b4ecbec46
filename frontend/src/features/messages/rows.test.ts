import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Message } from '../../api/types.ts';
import type { Entry } from '../../stores/entry.ts';
import { byDay, timeline, type Row } from './rows.ts';

const NOON = new Date(2026, 10, 23, 12, 0, 0).getTime();
const MINUTE = 60_000;

const message = (seq: number, sub: string, minutes: number, more: Partial<Message> = {}): Message => ({
  id: `id-${seq}`,
  seq,
  room: 'general',
  sub,
  username: sub,
  guest: false,
  message: `text ${seq}`,
  timestamp: new Date(NOON + minutes * MINUTE).toISOString(),
  ...more,
});
const pending = (id: string, sub: string, minutes: number): Entry => ({
  id,
  sub,
  username: sub,
  guest: false,
  text: id,
  time: NOON + minutes * MINUTE,
  edited: false,
  state: 'sending',
});
/** One word per row: the message's text, with < at the start of a turn. */
const sketch = (rows: Row[]) =>
  rows.map((row) => {
    if (row.kind !== 'message') return row.kind === 'deleted' ? `deleted ${row.count}` : row.kind;
    return `${row.first ? '<' : ''}${row.entry.text}`;
  });

describe('timeline', () => {
  it('groups consecutive messages of one author', () => {
    const rows = timeline([message(1, 'ada', 0), message(2, 'ada', 1), message(3, 'bob', 2), message(4, 'ada', 3)]);
    assert.deepEqual(sketch(rows), ['day', '<text 1', 'text 2', '<text 3', '<text 4']);
  });

  it('distinguishes two users with the same name', () => {
    const rows = timeline([message(1, 'a', 0, { username: 'Ada' }), message(2, 'b', 0, { username: 'Ada' })]);
    assert.deepEqual(sketch(rows), ['day', '<text 1', '<text 2']);
  });

  it('starts a new group after a pause, and separates days', () => {
    const rows = timeline([message(1, 'ada', 0), message(2, 'ada', 6), message(3, 'ada', 24 * 60)]);
    assert.deepEqual(sketch(rows), ['day', '<text 1', '<text 2', 'day', '<text 3']);
  });

  it('shows consecutive deleted messages as one row', () => {
    const deleted = { message: '', deletedAt: '2026-11-23T13:00:00.000Z' };
    const rows = timeline([
      message(1, 'ada', 0),
      message(2, 'ada', 0, deleted),
      message(3, 'bob', 0, deleted),
      message(4, 'ada', 0),
    ]);
    assert.deepEqual(sketch(rows), ['day', '<text 1', 'deleted 2', '<text 4']);
  });

  it('marks the first unread message once', () => {
    const rows = timeline([message(1, 'ada', 0), message(2, 'ada', 0), message(3, 'ada', 0)], [], 1);
    assert.deepEqual(sketch(rows), ['day', '<text 1', 'unread', '<text 2', 'text 3']);
  });

  it('ends with queued messages, whose keys do not change when they are sent', () => {
    const rows = timeline([message(1, 'ada', 0)], [pending('p', 'ada', 1)], 0);
    assert.deepEqual(sketch(rows), ['day', 'unread', '<text 1', 'p']);
    assert.equal(rows.at(-1)?.key, 'p');
  });

  it('keeps what the log has of a message, and nothing of a queued one', () => {
    const mentions = [{ sub: 'bob', as: 'Bob' }];
    const rows = timeline([{ ...message(1, 'ada', 0), mentions }], [pending('p', 'ada', 1)]);
    const known = rows.flatMap((row) => (row.kind === 'message' ? [row.message?.mentions] : []));
    assert.deepEqual(known, [mentions, undefined]);
  });

  it('gives every row a unique key', () => {
    const rows = timeline([message(1, 'ada', 0), message(2, 'ada', 24 * 60), message(3, 'ada', 0)]);
    assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
  });
});

describe('byDay', () => {
  const DAY = 24 * 60;

  it('splits the rows at the headings', () => {
    const days = byDay(timeline([message(1, 'ada', 0), message(2, 'ada', DAY), message(3, 'ada', DAY + 1)]));
    assert.deepEqual(
      days.map(({ rows }) => sketch(rows)),
      [
        ['day', '<text 1'],
        ['day', '<text 2', 'text 3'],
      ],
    );
  });

  it("keeps a day's key when older messages are added", () => {
    const newer = [message(2, 'ada', 1)];
    const [before] = byDay(timeline(newer));
    const [after] = byDay(timeline([message(1, 'bob', 0), ...newer]));
    assert.equal(after?.key, before?.key);
  });
});
