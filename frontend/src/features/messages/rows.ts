import type { Message } from '../../api/types.ts';
import { sentEntry, type Entry } from '../../stores/entry.ts';

/** A row of the list. `first` and `last` mark the ends of a group of messages by one author. */
export type Row =
  | { kind: 'day'; key: string; time: number }
  | { kind: 'unread'; key: string }
  | { kind: 'deleted'; key: string; count: number }
  | { kind: 'message'; key: string; entry: Entry; first: boolean; last: boolean };

/** A longer pause starts a new group, with name and time. */
const TURN_MS = 5 * 60_000;

/**
 * Arranges messages in rows: separated by day, grouped by author, consecutive deleted ones in one row. `unreadAfter` is
 * the position of the last read message.
 */
export function timeline(messages: readonly Message[], pending: readonly Entry[] = [], unreadAfter = Infinity): Row[] {
  const rows: Row[] = [];
  let day = '';
  let turn: (Row & { kind: 'message' }) | undefined;
  let unread = false;

  const mark = (key: string, time: number, seq: number) => {
    const date = new Date(time).toDateString();
    if (date !== day) rows.push({ kind: 'day', key: `day ${date} ${key}`, time });
    if (!unread && seq > unreadAfter) rows.push({ kind: 'unread', key: 'unread' });
    if (date !== day || (!unread && seq > unreadAfter)) turn = undefined;
    day = date;
    unread ||= seq > unreadAfter;
  };
  const add = (entry: Entry) => {
    mark(entry.id, entry.time, entry.seq ?? 0);
    const goesOn = turn !== undefined && turn.entry.sub === entry.sub && entry.time - turn.entry.time < TURN_MS;
    if (goesOn && turn) turn.last = false;
    turn = { kind: 'message', key: entry.id, entry, first: !goesOn, last: true };
    rows.push(turn);
  };

  for (const message of messages) {
    if (message.deletedAt === undefined) {
      add(entryOf(message));
      continue;
    }
    mark(message.id, Date.parse(message.timestamp), 0);
    turn = undefined;
    const above = rows.at(-1);
    if (above?.kind === 'deleted') above.count += 1;
    else rows.push({ kind: 'deleted', key: message.id, count: 1 });
  }
  for (const entry of pending) add(entry);
  return rows;
}

const entries = new WeakMap<Message, Entry>();

/** Returns the same object for the same message, so that rows compare by identity. */
function entryOf(message: Message): Entry {
  const known = entries.get(message) ?? sentEntry(message);
  entries.set(message, known);
  return known;
}
