import { unavailable } from '../problem.ts';

export interface SemaphoreOptions {
  /** Concurrent tasks. */
  atOnce: number;
  /** Queued tasks; more are refused. */
  maxWaiting: number;
  /** The reason given to those refused. */
  refusal: string;
}

/** Semaphore with a bounded queue, for costly work. */
export class Semaphore {
  readonly #options: SemaphoreOptions;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: SemaphoreOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs the work in turn; throws `unavailable` if the queue is full. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#options.atOnce) this.#running++;
    else await this.#wait();
    try {
      return await work();
    } finally {
      // Pass this slot directly to the next one, so that no other work can take it in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#options.maxWaiting) throw unavailable(this.#options.refusal);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
