import type pg from 'pg';
import type { EventFilter } from './event-kinds.ts';
import {
  firstRowOf,
  MESSAGE_COLUMNS,
  rowsOf,
  toEvent,
  toMessage,
  type Event,
  type EventRow,
  type Message,
  type MessageRow,
  type Statement,
} from '../messages/message.ts';

/** The log's end at the time of the read. */
interface Snapshot {
  end: number;
  /** Whether the request's cursor is from this log. */
  isCursor: boolean;
}
export interface MessagePage extends Snapshot {
  messages: Message[];
}
export interface EventPage extends Snapshot {
  events: Event[];
}

interface SnapshotRow {
  end_seq: number;
  is_cursor: boolean;
}
/** Pages join the rows found to the snapshot; if none was found, one row has the snapshot only. */
type MessagePageRow = SnapshotRow & (MessageRow | { id: null });
type EventPageRow = SnapshotRow & (EventRow | { event_seq: null });

/** Greater than every `seq`. */
export const BEYOND = 2 ** 53;

/** Page and end come from one statement, thus from one snapshot. The inner SELECT runs once, not per row. */
const history = (where: string, order: 'ASC' | 'DESC') => `
  SELECT log.end_seq, (SELECT is_cursor($4)) AS is_cursor, page.*
  FROM log LEFT JOIN LATERAL (
    SELECT ${MESSAGE_COLUMNS} FROM shown_messages WHERE room = $1 AND ${where} ORDER BY seq ${order} LIMIT $3
  ) AS page ON true
  WHERE log.one ORDER BY page.seq`;

const statements = {
  historyBefore: { name: 'history-before', text: history('seq < $2', 'DESC') },
  historyAfter: { name: 'history-after', text: history('seq > $2', 'ASC') },
  events: {
    name: 'events',
    // OFFSET 0 forces the plan: first the few events, then each one's message, whatever the tables' sizes. Consecutive
    // messages are adjacent in the index by number; in the one by id they are scattered.
    text: `
      SELECT log.end_seq, (SELECT is_cursor($1)) AS is_cursor, page.*
      FROM log LEFT JOIN LATERAL (
        SELECT event.seq AS event_seq, event.type AS event_type, event.room AS event_room, message.*
        FROM (
          SELECT * FROM events
          WHERE seq > $1 AND seq <= $2 AND ($3::text IS NULL OR room = $3) AND ($5::event_type[] IS NULL OR type = ANY ($5))
          ORDER BY seq LIMIT $4
        ) AS event
        LEFT JOIN LATERAL (
          SELECT ${MESSAGE_COLUMNS} FROM shown_messages
          WHERE event.type = 'created' AND room = event.room AND seq = event.seq
          UNION ALL
          SELECT ${MESSAGE_COLUMNS} FROM shown_messages WHERE event.type <> 'created' AND id = event.message_id
          OFFSET 0
        ) AS message ON true
      ) AS page ON true
      WHERE log.one ORDER BY page.event_seq`,
  },
  // Not before the log's start: such a cursor may be invalid.
  nearEnd: {
    name: 'near-end',
    text: `
      SELECT greatest(start_seq, (SELECT seq FROM events ORDER BY seq DESC OFFSET $1 LIMIT 1)) AS seq
      FROM log WHERE one`,
  },
  cursor: { name: 'cursor', text: 'SELECT end_seq, is_cursor($1) AS is_cursor FROM log WHERE one' },
  find: {
    name: 'find',
    text: `SELECT (SELECT end_seq FROM log WHERE one), ${MESSAGE_COLUMNS} FROM shown_messages WHERE id = $1`,
  },
  room: { name: 'room', text: 'SELECT name FROM rooms WHERE name = $1' },
} satisfies Record<string, Statement>;

const toSnapshot = ({ end_seq, is_cursor }: SnapshotRow): Snapshot => ({ end: end_seq, isCursor: is_cursor });

function snapshotOf([first]: SnapshotRow[]): Snapshot {
  if (!first) throw new Error('the table log has no row');
  return toSnapshot(first);
}

/** Reads messages and the log. Every method throws `unavailable` if the database is unreachable. */
export class LogReader {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The last messages before `before`, oldest first. */
  historyBefore(room: string, before: number, limit: number): Promise<MessagePage> {
    return this.#history(statements.historyBefore, [room, before, limit, 0]);
  }

  /** The first messages after the cursor `after`. */
  historyAfter(room: string, after: number, limit: number): Promise<MessagePage> {
    return this.#history(statements.historyAfter, [room, after, limit, after]);
  }

  /** The first events after `after`, up to `upTo`, of one room or of all, and of some kinds or of all. */
  async events(page: {
    room?: string;
    kinds?: EventFilter;
    after: number;
    upTo?: number;
    limit: number;
  }): Promise<EventPage> {
    const { room = null, kinds = null, after, upTo = BEYOND, limit } = page;
    const rows = await rowsOf<EventPageRow>(this.#pool, statements.events, [after, upTo, room, limit, kinds]);
    const events = rows.flatMap((row) => (row.event_seq === null ? [] : [toEvent(row, row.end_seq)]));
    return { ...snapshotOf(rows), events };
  }

  /** A position with at most this many events after it. */
  async nearEnd(events: number): Promise<number> {
    const row = await firstRowOf<{ seq: number }>(this.#pool, statements.nearEnd, [events]);
    return row.seq;
  }

  /** Whether a cursor is from this log, and the log's current end. */
  async cursor(cursor: number): Promise<Snapshot> {
    return toSnapshot(await firstRowOf<SnapshotRow>(this.#pool, statements.cursor, [cursor]));
  }

  async find(id: string): Promise<Message> {
    const row = await firstRowOf<MessageRow & { end_seq: number }>(this.#pool, statements.find, [id]);
    return toMessage(row, row.end_seq);
  }

  async hasRoom(name: string): Promise<boolean> {
    const rows = await rowsOf(this.#pool, statements.room, [name]);
    return rows.length > 0;
  }

  async #history(statement: Statement, values: unknown[]): Promise<MessagePage> {
    const rows = await rowsOf<MessagePageRow>(this.#pool, statement, values);
    return {
      ...snapshotOf(rows),
      messages: rows.flatMap((row) => (row.id === null ? [] : [toMessage(row, row.end_seq)])),
    };
  }
}
