import type { Message } from '../../api/types.ts';
import { sentEntry, type Entry } from '../../stores/entry.ts';

/** `first` marks the start of a turn: consecutive messages by one author. */
export interface MessageRow {
  kind: 'message';
  key: string;
  entry: Entry;
  /** What the log has; undefined while the message is queued. */
  message?: Message;
  first: boolean;
}

/** A row of the list. */
export type Row =
  | { kind: 'day'; key: string; time: number }
  | { kind: 'unread'; key: string }
  | { kind: 'deleted'; key: string; count: number }
  | MessageRow;

/** A longer pause starts a new turn, with name and time. */
const TURN_MS = 5 * 60_000;

/**
 * Arranges messages in rows: separated by day, grouped by author, consecutive deleted ones in one row. `unreadAfter` is
 * the position of the last read message.
 */
export function timeline(messages: readonly Message[], pending: readonly Entry[] = [], unreadAfter = Infinity): Row[] {
  const rows: Row[] = [];
  const days = new Map<string, number>();
  let day = '';
  let turn: MessageRow | undefined;
  let unread = false;

  const mark = (time: number, seq: number) => {
    const date = new Date(time).toDateString();
    if (date !== day) rows.push({ kind: 'day', key: dayKey(date, days), time });
    if (!unread && seq > unreadAfter) rows.push({ kind: 'unread', key: 'unread' });
    if (date !== day || (!unread && seq > unreadAfter)) turn = undefined;
    day = date;
    unread ||= seq > unreadAfter;
  };
  const add = (entry: Entry, message?: Message) => {
    mark(entry.time, entry.seq ?? 0);
    const goesOn = turn !== undefined && turn.entry.sub === entry.sub && entry.time - turn.entry.time < TURN_MS;
    turn = { kind: 'message', key: entry.id, entry, first: !goesOn, ...(message && { message }) };
    rows.push(turn);
  };

  for (const message of messages) {
    if (message.deletedAt === undefined) {
      add(entryOf(message), message);
      continue;
    }
    mark(Date.parse(message.timestamp), 0);
    turn = undefined;
    const above = rows.at(-1);
    if (above?.kind === 'deleted') above.count += 1;
    else rows.push({ kind: 'deleted', key: message.id, count: 1 });
  }
  for (const entry of pending) add(entry);
  return rows;
}

/** Stays the same while older messages are added. The day comes again if the clock of a server was set back. */
function dayKey(date: string, days: Map<string, number>): string {
  const count = (days.get(date) ?? 0) + 1;
  days.set(date, count);
  return `day ${date} ${count}`;
}

/** The rows of one day, below its heading. */
export interface Day {
  key: string;
  rows: Row[];
}

/** Splits rows at the days' headings, each of which is the first of its day. */
export function byDay(rows: readonly Row[]): Day[] {
  const days: Day[] = [];
  for (const row of rows) {
    if (row.kind === 'day') days.push({ key: row.key, rows: [] });
    days.at(-1)?.rows.push(row);
  }
  return days;
}

const entries = new WeakMap<Message, Entry>();

/** Returns the same object for the same message, so that rows compare by identity. */
function entryOf(message: Message): Entry {
  const known = entries.get(message) ?? sentEntry(message);
  entries.set(message, known);
  return known;
}
