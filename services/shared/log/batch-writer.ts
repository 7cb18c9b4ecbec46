import { setImmediate as nextTurn } from 'node:timers/promises';
import { Problem, unavailable } from '../problem.ts';

/**
 * Appends a batch in one transaction, and returns a result per item, in their order. Throws `unavailable` if the database
 * is unreachable.
 */
export type AppendBatch<Item, Result> = (items: readonly Item[]) => Promise<Result[]>;

export interface BatchOptions<Result> {
  /** What the writer of an item is told while the queue is full. */
  queueFull: string;
  /** Called with the number of items before a batch is sent to the database. */
  onBatch?: (items: number) => void;
  /** Called with the results of one transaction. */
  onStored?: (results: Result[]) => void;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** Maximum items per transaction. */
const MAX_BATCH = 100;
/** Maximum queued items: less than a second's work at a few thousand per second. */
const MAX_WAITING = 2_000;

const isUnavailable = (error: unknown) => error instanceof Problem && error.kind === 'unavailable';

/**
 * Appends to the log one transaction at a time: items that arrive during a transaction go into the next one together. The
 * batch size follows the load, and no item waits for a timer.
 */
export class BatchWriter<Item, Result> {
  readonly #append: AppendBatch<Item, Result>;
  readonly #options: BatchOptions<Result>;
  readonly #queue: Waiting<Item, Result>[] = [];
  #working: Promise<void> | undefined;

  constructor(append: AppendBatch<Item, Result>, options: BatchOptions<Result>) {
    this.#append = append;
    this.#options = options;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Resolves once the item is committed. Throws `unavailable` if the database is unreachable or the queue is full; the
   * item may or may not be stored then, so the client retries with the same id.
   */
  async write(item: Item): Promise<Result> {
    if (this.#queue.length >= MAX_WAITING) throw unavailable(this.#options.queueFull);
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
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

  async #store(batch: Waiting<Item, Result>[]): Promise<void> {
    this.#options.onBatch?.(batch.length);
    try {
      const results = await this.#append(batch.map(({ item }) => item));
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
      this.#options.onStored?.(results);
    } catch (error) {
      await this.#failed(batch, error);
    }
  }

  async #failed(batch: Waiting<Item, Result>[], error: unknown): Promise<void> {
    if (batch.length > 1 && !isUnavailable(error)) {
      // One invalid item fails the whole transaction: store each alone, so that only the invalid one fails.
      for (const one of batch) await this.#store([one]);
      return;
    }
    // The queued items would fail the same way: reject them now.
    const failed = isUnavailable(error) ? [...batch, ...this.#queue.splice(0)] : batch;
    for (const { reject } of failed) reject(error);
  }
}
