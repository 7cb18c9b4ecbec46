/**
 * The time since its start, sleep included: some systems stop the monotonic clock while they sleep, and anybody may set
 * the wall clock back. A wall clock that is set forward makes it run fast, so it serves to suspect, never to order.
 */
export class Stopwatch {
  readonly #monotonic = performance.now();
  readonly #wall = Date.now();

  /** In milliseconds. */
  elapsed(): number {
    return Math.max(performance.now() - this.#monotonic, Date.now() - this.#wall);
  }
}
