import { unavailable } from './problem.ts';
import { rateLimited } from './rate-limit.ts';

export interface FairQueueLimits {
  /** Works that run at once, of all people together. */
  atOnce: number;
  /** Works that run at once for one person. */
  perPerson: number;
  /** Works of one person that wait; beyond that they are refused. */
  waitingPerPerson: number;
  /** The longest wait. */
  timeoutMs: number;
}

interface Waiting {
  start: () => void;
}

/**
 * A semaphore whose free turns go round among the people who wait, not among their requests: who asks for a lot waits
 * for it, and nobody else does.
 */
export class FairQueue {
  readonly #limits: FairQueueLimits;
  readonly #running = new Map<string, number>();
  /** By person; whose turn was just taken comes last. */
  readonly #waiting = new Map<string, Waiting[]>();
  #total = 0;

  constructor(limits: FairQueueLimits) {
    this.#limits = limits;
  }

  /** Runs the work in its turn. Throws `rate-limited` where too much of the person waits, `unavailable` after a long wait. */
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
