import type pg from 'pg';
import { firstRowOf, rowsOf, type Message, type Statement } from './message.ts';

/** A message to be stored. */
export type Post = Pick<Message, 'id' | 'room' | 'sub' | 'username' | 'guest' | 'message'>;

interface Limited {
  outcome: 'limited';
  /** In seconds. */
  retryAfter: number;
}
/** See the SQL function post_messages. */
export type PostResult = { outcome: 'new'; message: Message } | { outcome: 'same' | 'conflict' } | Limited;
export type EditResult = { outcome: 'edited' | 'unchanged' | 'unknown' | 'forbidden' | 'deleted' } | Limited;
/** `unchanged`: it had already been deleted. */
export type DeleteResult =
  | { outcome: 'deleted' | 'unchanged'; author: { sub: string; username: string } }
  | { outcome: 'unknown' | 'forbidden' };

interface PostRow {
  item: number;
  outcome: PostResult['outcome'];
  seq: number;
  created_at: Date;
  retry_after: number;
}

const statements = {
  post: {
    name: 'post',
    text: 'SELECT item, outcome, seq, created_at, retry_after FROM post_messages($1, $2) ORDER BY item',
  },
  edit: { name: 'edit', text: 'SELECT outcome, retry_after FROM edit_message($1, $2, $3, $4)' },
  delete: { name: 'delete', text: 'SELECT outcome, author_sub, author_name FROM remove_message($1, $2, $3)' },
  clear: { name: 'clear', text: 'SELECT clear_room($1, $2) AS seq' },
  sweep: { name: 'sweep', text: 'SELECT sweep_cleared($1) AS more' },
} satisfies Record<string, Statement>;

/** @param end the log's end after the batch */
function toPostResult(post: Post, { outcome, seq, created_at, retry_after }: PostRow, end: number): PostResult {
  switch (outcome) {
    case 'new':
      return { outcome, message: asStored(post, seq, created_at, end) };
    case 'limited':
      return { outcome, retryAfter: retry_after };
    default:
      return { outcome };
  }
}

function asStored({ id, ...content }: Post, seq: number, createdAt: Date, asOf: number): Message {
  return { id, seq, ...content, timestamp: createdAt.toISOString(), asOf };
}

/** Changes messages and appends to the log. Every method throws `unavailable` if the database is unreachable. */
export class LogWriter {
  readonly #pool: pg.Pool;
  readonly #sendLimit: number;

  /** @param sendLimit messages and edits per user and minute */
  constructor(pool: pg.Pool, sendLimit: number) {
    this.#pool = pool;
    this.#sendLimit = sendLimit;
  }

  /**
   * Stores a batch in one transaction and returns the results in the posts' order. New messages get consecutive
   * numbers after the log's end.
   */
  async post(posts: readonly Post[]): Promise<PostResult[]> {
    const rows = await rowsOf<PostRow>(this.#pool, statements.post, [JSON.stringify(posts), this.#sendLimit]);
    const end = rows.reduce(
      (greatest, { outcome, seq }) => (outcome === 'new' ? Math.max(greatest, seq) : greatest),
      0,
    );
    return posts.map((post, index) => {
      const row = rows[index];
      if (!row) throw new Error('post_messages returned fewer results than posts');
      return toPostResult(post, row, end);
    });
  }

  async edit(id: string, sub: string, text: string): Promise<EditResult> {
    type Row = { outcome: EditResult['outcome']; retry_after: number };
    const { outcome, retry_after } = await firstRowOf<Row>(this.#pool, statements.edit, [
      id,
      sub,
      text,
      this.#sendLimit,
    ]);
    return outcome === 'limited' ? { outcome, retryAfter: retry_after } : { outcome };
  }

  /** @param any whether the caller may delete any user's message */
  async delete(id: string, sub: string, any: boolean): Promise<DeleteResult> {
    type Row = { outcome: DeleteResult['outcome']; author_sub: string; author_name: string };
    const { outcome, author_sub, author_name } = await firstRowOf<Row>(this.#pool, statements.delete, [id, sub, any]);
    if (outcome === 'unknown' || outcome === 'forbidden') return { outcome };
    return { outcome, author: { sub: author_sub, username: author_name } };
  }

  /** Deletes all messages of a room; returns the event's `seq`. */
  async clear(room: string, sub: string): Promise<number> {
    const row = await firstRowOf<{ seq: number }>(this.#pool, statements.clear, [room, sub]);
    return row.seq;
  }

  /** Erases up to `slice` texts of cleared messages from their rows. Returns whether there may be more. */
  async sweep(slice: number): Promise<boolean> {
    const row = await firstRowOf<{ more: boolean }>(this.#pool, statements.sweep, [slice]);
    return row.more;
  }
}
