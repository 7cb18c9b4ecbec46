import { unavailable } from '../problem.ts';
import { rateLimited } from './rate-limit.ts';

export interface FairQueueLimits {
  /** Concurrent tasks of all users together. */
  atOnce: number;
  /** Concurrent tasks per user. */
  perPerson: number;
  /** Queued tasks per user; more are refused. */
  waitingPerPerson: number;
  /** Maximum wait in the queue. */
  timeoutMs: number;
}

interface Waiting {
  start: () => void;
}

/**
 * Semaphore with round-robin queueing per user rather than per request: a user with many requests delays only their
 * own.
 */
export class FairQueue {
  readonly #limits: FairQueueLimits;
  readonly #running = new Map<string, number>();
  /** By user; the one served last is at the end. */
  readonly #waiting = new Map<string, Waiting[]>();
  #total = 0;

  constructor(limits: FairQueueLimits) {
    this.#limits = limits;
  }

  /** Runs the work in turn. Throws `rate-limited` if the user's queue is full, `unavailable` after a timeout. */
  async run<T>(person: string, work: () => Promise<T>): Promise<T> {
    if (this.#mayRun(person) && !this.#waiting.has(person)) this.#begin(person);
    else await this.#wait(person);
    try {
      return await work();
    } finally {
      this.#end(person);
    }
  }

  #mayRun(person: string): boolean {
    return this.#total < this.#limits.atOnce && (this.#running.get(person) ?? 0) < this.#limits.perPerson;
  }

  #begin(person: string): void {
    this.#total++;
    this.#running.set(person, (this.#running.get(person) ?? 0) + 1);
  }

  #end(person: string): void {
    this.#total--;
    const left = (this.#running.get(person) ?? 1) - 1;
    if (left === 0) this.#running.delete(person);
    else this.#running.set(person, left);
    this.#startNext();
  }

  #startNext(): void {
    for (const [person, waiting] of this.#waiting) {
      if (!this.#mayRun(person)) continue;
      const next = waiting.shift();
      this.#waiting.delete(person);
      if (waiting.length > 0) this.#waiting.set(person, waiting);
      if (!next) continue;
      this.#begin(person);
      next.start();
      return;
    }
  }

  #wait(person: string): Promise<void> {
    const queue = this.#waiting.get(person) ?? [];
    if (queue.length >= this.#limits.waitingPerPerson) throw rateLimited('requests at once', 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(entry), 1);
        if (queue.length === 0 && this.#waiting.get(person) === queue) this.#waiting.delete(person);
        reject(unavailable('Too much is being read.'));
      }, this.#limits.timeoutMs);
      const entry: Waiting = {
        start: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      queue.push(entry);
      this.#waiting.set(person, queue);
    });
  }
}
