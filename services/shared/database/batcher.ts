import { setImmediate as nextTurn } from 'node:timers/promises';
import { Problem, unavailable } from '../problem.ts';

/**
 * Runs one statement for all items, and returns a result per item, in their order. Throws `unavailable` if the database
 * is unreachable.
 */
export type RunBatch<Item, Result> = (items: readonly Item[]) => Promise<Result[]>;

export interface BatchOptions<Item, Result> {
  /** The problem's detail while the queue is full, or moves too slowly. */
  queueFull: string;
  /** Maximum wait for a batch to begin; undefined: as long as it takes. */
  timeoutMs?: number;
  /** Whether nobody waits for the item's result any more: then it is left out. */
  isAbandoned?: (item: Item) => boolean;
  /** Called with the number of items before a batch is sent to the database. */
  onBatch?: (items: number) => void;
  /** Called with the results of one statement. */
  onDone?: (results: Result[]) => void;
}

interface Waiting<Item, Result> {
  item: Item;
  since: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** Maximum items per statement. */
const MAX_BATCH = 100;
/** Maximum queued items: less than a second's work at a few thousand per second. */
const MAX_WAITING = 2_000;

const isUnavailable = (error: unknown) => error instanceof Problem && error.kind === 'unavailable';

/**
 * Runs one statement at a time for the items of many requests: those that arrive during a statement go into the next one
 * together. The batch size follows the load, and no item waits for a timer.
 */
export class Batcher<Item, Result> {
  readonly #run: RunBatch<Item, Result>;
  readonly #options: BatchOptions<Item, Result>;
  readonly #queue: Waiting<Item, Result>[] = [];
  #working: Promise<void> | undefined;

  constructor(run: RunBatch<Item, Result>, options: BatchOptions<Item, Result>) {
    this.#run = run;
    this.#options = options;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Resolves once a statement with the item, begun after this call, is committed. Throws `unavailable` if the database is
   * unreachable or the queue is full; if the statement writes, it may or may not have done so then.
   */
  async add(item: Item): Promise<Result> {
    if (this.#queue.length >= MAX_WAITING) throw unavailable(this.#options.queueFull);
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, since: performance.now(), resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Resolves once the queue is empty. */
  async close(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let isFirst = true; this.#queue.length > 0; isFirst = false) {
      // Let the event loop read requests that arrived at the same time, so that they join this batch.
      await nextTurn();
      // The first batch has waited for no statement: if it is late, the process itself was blocked.
      const batch = this.#next(isFirst ? undefined : this.#options.timeoutMs);
      if (batch.length > 0) await this.#runBatch(batch);
    }
    this.#working = undefined;
  }

  /** The next batch; what is not worth running any more is refused. */
  #next(timeoutMs = Number.POSITIVE_INFINITY): Waiting<Item, Result>[] {
    const { isAbandoned, queueFull } = this.#options;
    const now = performance.now();
    const batch: Waiting<Item, Result>[] = [];
    while (batch.length < MAX_BATCH) {
      const waiting = this.#queue.shift();
      if (!waiting) break;
      if (isAbandoned?.(waiting.item)) waiting.reject(unavailable('The client has disconnected.'));
      else if (now - waiting.since > timeoutMs) waiting.reject(unavailable(queueFull));
      else batch.push(waiting);
    }
    return batch;
  }

  async #runBatch(batch: Waiting<Item, Result>[]): Promise<void> {
    this.#options.onBatch?.(batch.length);
    try {
      const results = await this.#run(batch.map(({ item }) => item));
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
      this.#options.onDone?.(results);
    } catch (error) {
      await this.#failed(batch, error);
    }
  }

  async #failed(batch: Waiting<Item, Result>[], error: unknown): Promise<void> {
    if (batch.length > 1 && !isUnavailable(error)) {
      // One invalid item fails the whole statement: run each alone, so that only the invalid one fails.
      for (const one of batch) await this.#runBatch([one]);
      return;
    }
    // The queued items would fail the same way: reject them now.
    const failed = isUnavailable(error) ? [...batch, ...this.#queue.splice(0)] : batch;
    for (const { reject } of failed) reject(error);
  }
}
