import { unavailable } from '../http/problem.ts';

/** Semaphore with a bounded queue, for costly work. */
export class Turns {
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  constructor(atOnce: number, maxWaiting: number) {
    this.#atOnce = atOnce;
    this.#maxWaiting = maxWaiting;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs the work in turn; throws `unavailable` if the queue is full. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay < this.#atOnce) this.#underWay++;
    else await this.#wait();
    try {
      return await work();
    } finally {
      // Pass this slot directly to the next one, so that no other work can take it in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#underWay--;
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting) throw unavailable('Too many passwords are being checked.');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
