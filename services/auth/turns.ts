import { unavailable } from '../shared/problem.ts';

/** Lets so many do costly work at once, and so many more wait for their turn. */
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

  /** Does the work when it is its turn; throws `unavailable` where too many wait already. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay < this.#atOnce) this.#underWay++;
    else await this.#wait();
    try {
      return await work();
    } finally {
      // The next one takes over this turn, so that nobody else can slip in between.
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
