import { setImmediate as nextTurn } from 'node:timers/promises';
import { Problem, unavailable } from '../http/problem.ts';
import type { LogWriter, Post, PostResult } from '../../messages/messages/store.ts';
import type { Message } from '../../messages/messages/message.ts';

/** Callbacks about the progress of batches. */
export interface BatchObserver {
  /** Called with the number of posts before a batch is sent to the database. */
  onBatch?: (posts: number) => void;
  /** Called with the committed messages of one transaction, in log order and with consecutive numbers. */
  onStored?: (messages: Message[]) => void;
}

interface Waiting {
  post: Post;
  resolve: (result: PostResult) => void;
  reject: (error: unknown) => void;
}

/** Maximum posts per transaction. */
const MAX_BATCH = 100;
/** Maximum queued posts: less than a second's work at a few thousand posts per second. */
const MAX_WAITING = 2_000;

const isUnavailable = (error: unknown) => error instanceof Problem && error.kind === 'unavailable';

/**
 * Stores posts one transaction at a time: those that arrive during a transaction go into the next one together. The
 * batch size follows the load, and no post waits for a timer.
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
   * Resolves once the post is committed. Throws `unavailable` if the database is unreachable or the queue is full; the
   * post may or may not be stored then, so the client retries with the same id.
   */
  async post(post: Post): Promise<PostResult> {
    if (this.#queue.length >= MAX_WAITING) throw unavailable('Too many messages wait to be stored.');
    return new Promise((resolve, reject) => {
      this.#queue.push({ post, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Resolves once the queue is empty. */
  async close(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      // Let the event loop read requests that arrived at the same time, so that they join this batch.
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
      // One invalid post fails the whole transaction: store each alone, so that only the invalid one fails.
      for (const one of batch) await this.#store([one]);
      return;
    }
    // The queued posts would fail the same way: reject them now.
    const failed = isUnavailable(error) ? [...batch, ...this.#queue.splice(0)] : batch;
    for (const { reject } of failed) reject(error);
  }
}
