import type pg from 'pg';
import { firstRowOf, rowsOf, type Statement } from '../../shared/database/statement.ts';
import type { Caller } from '../../shared/caller.ts';
import type { Snapshot } from '../../shared/log/log.ts';
import { allowed } from '../rooms/permissions.ts';
import { MESSAGE_COLUMNS, toMessage, type Message, type MessageRow, type PostRequest } from './message.ts';

/** A message to be stored: what its sender set, and who that is. */
export type Post = PostRequest & Pick<Message, 'room' | 'sub' | 'username' | 'guest'>;

interface Limited {
  outcome: 'limited';
  /** In seconds. */
  retryAfter: number;
}
/** See the SQL function store_messages. */
export type PostResult = { outcome: 'new' | 'same'; message: Message } | { outcome: 'conflict' } | Limited;
/** See the SQL function edit_message. */
export type EditResult =
  { outcome: 'edited' | 'unchanged'; message: Message } | { outcome: 'unknown' | 'forbidden' | 'deleted' } | Limited;
/** `unchanged`: it had already been deleted. */
export type DeleteResult =
  | { outcome: 'deleted' | 'unchanged'; author: { sub: string; username: string } }
  | { outcome: 'unknown' | 'forbidden' };

export interface MessagePage extends Snapshot {
  messages: Message[];
}

type WrittenRow<Outcome> = MessageRow & { outcome: Outcome; retry_after: number; log_end: number };
interface SnapshotRow {
  end_seq: number;
  is_cursor: boolean;
}
/** Pages join the rows found to the snapshot; if none was found, one row has the snapshot only. */
type PageRow = SnapshotRow & (MessageRow | { id: null });

/** Page and end come from one statement, thus from one snapshot. The inner SELECT runs once, not per row. */
const history = (where: string, order: 'ASC' | 'DESC') => `
  SELECT log.end_seq, (SELECT is_cursor($4)) AS is_cursor, page.*
  FROM log LEFT JOIN LATERAL (
    SELECT ${MESSAGE_COLUMNS} FROM shown_messages WHERE room = $1 AND ${where} ORDER BY seq ${order} LIMIT $3
  ) AS page ON true
  WHERE log.one ORDER BY page.seq`;

const WRITTEN = `outcome, retry_after, log_end, ${MESSAGE_COLUMNS}`;

/** Each statement is a transaction of its own: nothing holds the log's lock across a round trip. */
const statements = {
  historyBefore: { name: 'history-before', text: history('seq < $2', 'DESC') },
  historyAfter: { name: 'history-after', text: history('seq > $2', 'ASC') },
  post: { name: 'post', text: `SELECT ${WRITTEN} FROM store_messages($1, $2) ORDER BY item` },
  edit: { name: 'edit', text: `SELECT ${WRITTEN} FROM edit_message($1, $2, $3, $4, $5, $6)` },
  delete: { name: 'delete', text: 'SELECT outcome, author_sub, author_name FROM remove_message($1, $2, $3, $4)' },
  clear: { name: 'clear', text: 'SELECT clear_room($1, $2) AS seq' },
  eraseCleared: { name: 'erase-cleared', text: 'SELECT sweep_cleared($1) AS more' },
} satisfies Record<string, Statement>;

/** Reads and changes messages. Every method throws `unavailable` if the database is unreachable. */
export class MessageStore {
  readonly #pool: pg.Pool;
  readonly #sendLimit: number;

  /** @param sendLimit messages and edits per user and minute */
  constructor(pool: pg.Pool, sendLimit: number) {
    this.#pool = pool;
    this.#sendLimit = sendLimit;
  }

  /** The last messages before `before`, oldest first. */
  historyBefore(room: string, before: number, limit: number): Promise<MessagePage> {
    return this.#history(statements.historyBefore, [room, before, limit, 0]);
  }

  /** The first messages after the cursor `after`. */
  historyAfter(room: string, after: number, limit: number): Promise<MessagePage> {
    return this.#history(statements.historyAfter, [room, after, limit, after]);
  }

  /**
   * Stores a batch in one transaction and returns the results in the posts' order. New messages get consecutive
   * numbers after the log's end.
   */
  async post(posts: readonly Post[]): Promise<PostResult[]> {
    type Row = WrittenRow<PostResult['outcome']>;
    const rows = await rowsOf<Row>(this.#pool, statements.post, [JSON.stringify(posts), this.#sendLimit]);
    if (rows.length !== posts.length) throw new Error('store_messages returned another number of results than posts');
    return rows.map((row) => {
      const { outcome, retry_after, log_end } = row;
      if (outcome === 'limited') return { outcome, retryAfter: retry_after };
      return outcome === 'conflict' ? { outcome } : { outcome, message: toMessage(row, log_end) };
    });
  }

  async edit(id: string, { sub, roles }: Caller, text: string): Promise<EditResult> {
    type Row = WrittenRow<EditResult['outcome']>;
    const values = [id, sub, roles, allowed('message.edit'), text, this.#sendLimit];
    const row = await firstRowOf<Row>(this.#pool, statements.edit, values);
    const { outcome, retry_after, log_end } = row;
    switch (outcome) {
      case 'edited':
      case 'unchanged':
        return { outcome, message: toMessage(row, log_end) };
      case 'limited':
        return { outcome, retryAfter: retry_after };
      default:
        return { outcome };
    }
  }

  async delete(id: string, { sub, roles }: Caller): Promise<DeleteResult> {
    type Row = { outcome: DeleteResult['outcome']; author_sub: string; author_name: string };
    const values = [id, sub, roles, allowed('message.delete')];
    const { outcome, author_sub, author_name } = await firstRowOf<Row>(this.#pool, statements.delete, values);
    if (outcome === 'unknown' || outcome === 'forbidden') return { outcome };
    return { outcome, author: { sub: author_sub, username: author_name } };
  }

  /** Deletes all messages of a room; returns the event's `seq`. */
  async clear(room: string, sub: string): Promise<number> {
    const row = await firstRowOf<{ seq: number }>(this.#pool, statements.clear, [room, sub]);
    return row.seq;
  }

  /** Erases up to `slice` texts of cleared messages from their rows. Returns whether there may be more. */
  async eraseCleared(slice: number): Promise<boolean> {
    const row = await firstRowOf<{ more: boolean }>(this.#pool, statements.eraseCleared, [slice]);
    return row.more;
  }

  async #history(statement: Statement, values: unknown[]): Promise<MessagePage> {
    const rows = await rowsOf<PageRow>(this.#pool, statement, values);
    const [first] = rows;
    if (!first) throw new Error('the table log has no row');
    const { end_seq: end, is_cursor: isCursor } = first;
    return { end, isCursor, messages: rows.flatMap((row) => (row.id === null ? [] : [toMessage(row, end)])) };
  }
}
