import { setImmediate as nextTurn } from 'node:timers/promises';
import { Problem, unavailable } from '../shared/problem.ts';
import type { LogWriter, Post, PostResult } from './store/log-writer.ts';
import type { Message } from './store/rows.ts';

/** Who wants to know what becomes of batches. */
export interface BatchObserver {
  /** A batch of so many posts goes to the database. */
  onBatch?: (posts: number) => void;
  /** These messages are committed: all of one transaction, in the log's order, with nothing between them. */
  onStored?: (messages: Message[]) => void;
}

interface Waiting {
  post: Post;
  resolve: (result: PostResult) => void;
  reject: (error: unknown) => void;
}

/** So many posts go into one transaction. */
const MAX_BATCH = 100;
/** So many wait; at a few thousand a second that is less than a second. */
const MAX_WAITING = 2_000;

const isUnavailable = (error: unknown) => error instanceof Problem && error.kind === 'unavailable';

/**
 * Stores posts, one transaction at a time: those that arrive while one is under way go into the next one together. So
 * a batch is as large as the load makes it, and nobody waits for a timer.
 */
export class BatchWriter {
  readonly #writer: Pick<LogWriter, 'post'>;
  readonly #observer: BatchObserver;
  readonly #queue: Waiting[] = [];
  #working: Promise<void> | undefined;

  constructor(writer: Pick<LogWriter, 'post'>, observer: BatchObserver = {}) {
    this.#writer = writer;
    this.#observer = observer;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Resolves once it is committed. Throws `unavailable` where the database is out of reach, or too many posts wait: it
   * may be stored or not then, and is to be sent again.
   */
  async post(post: Post): Promise<PostResult> {
    if (this.#queue.length >= MAX_WAITING) throw unavailable('Too many messages wait to be stored.');
    return new Promise((resolve, reject) => {
      this.#queue.push({ post, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Resolves once nothing waits any more. */
  async close(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      // What has arrived at the same time is read from its sockets first.
      await nextTurn();
      await this.#store(this.#queue.splice(0, MAX_BATCH));
    }
    this.#working = undefined;
  }

  async #store(batch: Waiting[]): Promise<void> {
    this.#observer.onBatch?.(batch.length);
    try {
      const results = await this.#writer.post(batch.map(({ post }) => post));
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
      this.#observer.onStored?.(results.flatMap((result) => (result.outcome === 'new' ? [result.message] : [])));
    } catch (error) {
      await this.#failed(batch, error);
    }
  }

  async #failed(batch: Waiting[], error: unknown): Promise<void> {
    if (batch.length > 1 && !isUnavailable(error)) {
      // The database refused one post, and with it all: alone, only the culprit fails.
      for (const one of batch) await this.#store([one]);
      return;
    }
    // Those that wait would meet the same; they are told at once.
    const failed = isUnavailable(error) ? [...batch, ...this.#queue.splice(0)] : batch;
    for (const { reject } of failed) reject(error);
  }
}
