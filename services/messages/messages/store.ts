import type pg from 'pg';
import { firstRowOf, rowsOf, type Statement } from '../../shared/database/statement.ts';
import type { Caller } from '../../shared/caller.ts';
import type { Snapshot } from '../../shared/log/log.ts';
import { allowed, DEFAULT_ROOM, isInGeneral, rightsOf, rolesInRooms } from '../rooms/permissions.ts';
import {
  MESSAGE_COLUMNS,
  toMessage,
  type Mention,
  type Message,
  type MessageRow,
  type PostRequest,
} from './message.ts';

/** A message to be stored: what its sender set, and who that is. */
export type Post = PostRequest & Pick<Message, 'room' | 'sub' | 'username' | 'guest'>;

interface Limited {
  outcome: 'limited';
  /** In seconds. */
  retryAfter: number;
}
/** See the SQL function store_messages. */
export type PostResult =
  { outcome: 'new' | 'same'; message: Message } | { outcome: 'conflict' | 'unknown' | 'archived' } | Limited;
/** See the SQL function edit_message. */
export type EditResult =
  | { outcome: 'edited' | 'unchanged'; message: Message }
  | { outcome: 'unknown' | 'forbidden' | 'archived' | 'deleted' }
  | Limited;
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
type PageRow = SnapshotRow & { may: boolean } & (MessageRow | { id: null });

/**
 * Page, end and whether the person may read the room come from one statement, thus from one snapshot: nobody reads what
 * was said after a removal. The inner SELECTs run once, not per row.
 */
const history = (where: string, order: 'ASC' | 'DESC') => `
  SELECT log.end_seq, (SELECT is_cursor($4)) AS is_cursor, place.may IS TRUE AS may, page.*
  FROM log
  LEFT JOIN LATERAL (SELECT grants && $7 AS may FROM find_room($1, $5, $6)) AS place ON true
  LEFT JOIN LATERAL (
    SELECT ${MESSAGE_COLUMNS} FROM readable_messages
    WHERE place.may AND room = $1 AND ${where} ORDER BY seq ${order} LIMIT $3
  ) AS page ON true
  WHERE log.one ORDER BY page.seq`;

/**
 * Messages of others that mention the person, newest first, from the person's rooms. Those that mention a whole room count
 * from when the person joined it.
 */
const MENTIONS = `
  WITH mine AS MATERIALIZED (SELECT room, joined_seq FROM memberships WHERE sub = $1),
  found AS (
    (
      SELECT m.id, m.seq FROM message_mentions AS mention
      JOIN messages AS m ON m.id = mention.message_id JOIN chat_rooms AS r ON r.id = m.room AND m.seq > r.cleared_seq
      WHERE mention.sub = $1 AND mention.seq < $2 AND m.sub <> $1 AND m.deleted_at IS NULL
        AND (mention.room = $4 OR mention.room IN (SELECT room FROM mine))
      GROUP BY m.id, m.seq ORDER BY m.seq DESC LIMIT $3
    )
    UNION
    (
      SELECT named.id, named.seq FROM mine CROSS JOIN LATERAL (
        SELECT m.id, m.seq FROM message_mentions AS mention
        JOIN messages AS m ON m.id = mention.message_id JOIN chat_rooms AS r ON r.id = m.room AND m.seq > r.cleared_seq
        WHERE mention.sub IS NULL AND mention.room = mine.room AND mention.seq > mine.joined_seq AND mention.seq < $2
          AND m.sub <> $1 AND m.deleted_at IS NULL
        ORDER BY mention.seq DESC LIMIT $3
      ) AS named
    )
    ORDER BY seq DESC LIMIT $3
  )
  SELECT log.end_seq, ${MESSAGE_COLUMNS}
  FROM log CROSS JOIN found JOIN readable_messages USING (id, seq) WHERE log.one ORDER BY seq DESC`;

const WRITTEN = `outcome, retry_after, log_end, ${MESSAGE_COLUMNS}`;

/** Each statement is a transaction of its own: nothing holds the log's lock across a round trip. */
const statements = {
  historyBefore: { name: 'history-before', text: history('seq < $2', 'DESC') },
  historyAfter: { name: 'history-after', text: history('seq > $2', 'ASC') },
  post: { name: 'post', text: `SELECT ${WRITTEN} FROM store_messages($1, $2, $3, $4) ORDER BY item` },
  edit: { name: 'edit', text: `SELECT ${WRITTEN} FROM edit_message($1, $2, $3, $4, $5, $6, $7, $8)` },
  delete: { name: 'delete', text: 'SELECT outcome, author_sub, author_name FROM delete_message($1, $2, $3, $4, $5)' },
  mentions: { name: 'mentions', text: MENTIONS },
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

  /** The last messages before `before`, oldest first; undefined if the reader may not read the room. */
  historyBefore(reader: Caller, room: string, before: number, limit: number): Promise<MessagePage | undefined> {
    return this.#history(statements.historyBefore, [room, before, limit, 0], reader);
  }

  /** The first messages after the cursor `after`; undefined if the reader may not read the room. */
  historyAfter(reader: Caller, room: string, after: number, limit: number): Promise<MessagePage | undefined> {
    return this.#history(statements.historyAfter, [room, after, limit, after], reader);
  }

  /** The last messages before `before` that mention the person, newest first. */
  async mentions(caller: Caller, before: number, limit: number): Promise<Message[]> {
    type Row = MessageRow & { end_seq: number };
    const rows = await rowsOf<Row & pg.QueryResultRow>(this.#pool, statements.mentions, [
      caller.sub,
      before,
      limit,
      isInGeneral(caller) ? DEFAULT_ROOM : null,
    ]);
    return rows.map((row) => toMessage(row, row.end_seq));
  }

  /**
   * Stores a batch in one transaction and returns the results in the posts' order. New messages get consecutive
   * numbers after the log's end.
   */
  async post(posts: readonly Post[]): Promise<PostResult[]> {
    type Row = WrittenRow<PostResult['outcome']>;
    const rooms = [...new Set(posts.map(({ room }) => room))].filter((room) => room !== DEFAULT_ROOM);
    const values = [JSON.stringify(posts), this.#sendLimit, rooms, allowed('message.post')];
    const rows = await rowsOf<Row>(this.#pool, statements.post, values);
    if (rows.length !== posts.length) throw new Error('store_messages returned another number of results than posts');
    return rows.map((row) => {
      const { outcome, retry_after, log_end } = row;
      if (outcome === 'limited') return { outcome, retryAfter: retry_after };
      return outcome === 'new' || outcome === 'same' ? { outcome, message: toMessage(row, log_end) } : { outcome };
    });
  }

  /** @param mentions undefined keeps those that the text still names */
  async edit(id: string, caller: Caller, text: string, mentions: readonly Mention[] | undefined): Promise<EditResult> {
    type Row = WrittenRow<EditResult['outcome']>;
    const who = [id, ...rightsOf(caller, 'message.edit', 'room.read')];
    const values = [...who, text, mentions ? JSON.stringify(mentions) : null, this.#sendLimit];
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

  async delete(id: string, caller: Caller): Promise<DeleteResult> {
    type Row = { outcome: DeleteResult['outcome']; author_sub: string; author_name: string };
    const values = [id, ...rightsOf(caller, 'message.delete', 'room.read')];
    const { outcome, author_sub, author_name } = await firstRowOf<Row>(this.#pool, statements.delete, values);
    if (outcome === 'unknown' || outcome === 'forbidden') return { outcome };
    return { outcome, author: { sub: author_sub, username: author_name } };
  }

  /** Erases up to `slice` texts of cleared messages from their rows. Returns whether there may be more. */
  async eraseCleared(slice: number): Promise<boolean> {
    const row = await firstRowOf<{ more: boolean }>(this.#pool, statements.eraseCleared, [slice]);
    return row.more;
  }

  async #history(statement: Statement, page: unknown[], caller: Caller): Promise<MessagePage | undefined> {
    const values = [...page, caller.sub, rolesInRooms(caller), allowed('room.read')];
    const rows = await rowsOf<PageRow>(this.#pool, statement, values);
    const [first] = rows;
    if (!first) throw new Error('the table log has no row');
    const { end_seq: end, is_cursor: isCursor, may } = first;
    if (!may) return undefined;
    return { end, isCursor, messages: rows.flatMap((row) => (row.id === null ? [] : [toMessage(row, end)])) };
  }
}
