import type pg from 'pg';
import { firstRowOf, rowsOf, type Message, type Statement } from './rows.ts';

/** A message that is about to be sent. */
export type Post = Pick<Message, 'id' | 'room' | 'sub' | 'username' | 'guest' | 'message'>;

interface Limited {
  outcome: 'limited';
  /** In so many seconds. */
  retryAfter: number;
}
/** What became of a post: see the function post_messages. */
export type PostResult = { outcome: 'new'; message: Message } | { outcome: 'same' | 'conflict' } | Limited;
export type EditResult = { outcome: 'edited' | 'unchanged' | 'unknown' | 'forbidden' | 'deleted' } | Limited;
/** `unchanged`: it was deleted before. */
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

function toPostResult(post: Post, { outcome, seq, created_at, retry_after }: PostRow): PostResult {
  switch (outcome) {
    case 'new':
      return { outcome, message: asStored(post, seq, created_at) };
    case 'limited':
      return { outcome, retryAfter: retry_after };
    default:
      return { outcome };
  }
}

function asStored({ id, ...content }: Post, seq: number, createdAt: Date): Message {
  return { id, seq, ...content, timestamp: createdAt.toISOString() };
}

/** Changes messages, and tells of it in the log. Every method throws `unavailable` where the database is out of reach. */
export class LogWriter {
  readonly #pool: pg.Pool;
  readonly #sendLimit: number;

  /** @param sendLimit messages and edits that one person may send in a minute */
  constructor(pool: pg.Pool, sendLimit: number) {
    this.#pool = pool;
    this.#sendLimit = sendLimit;
  }

  /**
   * Stores a batch in one transaction; the results are in the posts' order. What is new takes the numbers that follow
   * the log's end, one after the other.
   */
  async post(posts: readonly Post[]): Promise<PostResult[]> {
    const rows = await rowsOf<PostRow>(this.#pool, statements.post, [JSON.stringify(posts), this.#sendLimit]);
    return posts.map((post, index) => {
      const row = rows[index];
      if (!row) throw new Error('a batch was not answered in full');
      return toPostResult(post, row);
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

  /** @param any whether the caller may delete anybody's message */
  async delete(id: string, sub: string, any: boolean): Promise<DeleteResult> {
    type Row = { outcome: DeleteResult['outcome']; author_sub: string; author_name: string };
    const { outcome, author_sub, author_name } = await firstRowOf<Row>(this.#pool, statements.delete, [id, sub, any]);
    if (outcome === 'unknown' || outcome === 'forbidden') return { outcome };
    return { outcome, author: { sub: author_sub, username: author_name } };
  }

  /** Deletes all messages of a room; gives the event's `seq`. */
  async clear(room: string, sub: string): Promise<number> {
    const row = await firstRowOf<{ seq: number }>(this.#pool, statements.clear, [room, sub]);
    return row.seq;
  }

  /** Removes up to `slice` texts that a clearing left in the rows. Says whether there may be more. */
  async sweep(slice: number): Promise<boolean> {
    const row = await firstRowOf<{ more: boolean }>(this.#pool, statements.sweep, [slice]);
    return row.more;
  }
}
