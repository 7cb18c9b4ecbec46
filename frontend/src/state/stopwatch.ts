/**
 * The time since its creation, sleep included: some systems stop the monotonic clock during a sleep, and the wall clock
 * may be set back. A wall clock set forward makes it too long, so it must only trigger checks, never decide what is
 * newer.
 */
export class Stopwatch {
  readonly #monotonic = performance.now();
  readonly #wall = Date.now();

  /** In milliseconds. */
  elapsed(): number {
    return Math.max(performance.now() - this.#monotonic, Date.now() - this.#wall);
  }
}
