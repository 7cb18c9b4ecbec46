import { setTimeout as sleep } from 'node:timers/promises';
import type { Reader } from '../clients/reader.ts';
import type { Deployment } from '../deployment.ts';
import { pick, type Random } from '../random.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';
import type { Log } from './outcome.ts';

const EVERY_MS = 1_000;
/** The shares of acknowledged messages at which PostgreSQL is restarted and everything is replaced. */
const DATABASE_AT = 0.2;
const ROLLING_AT = 0.4;
/** Replicas that are killed all the time take a while to be replaced, especially on a cluster. */
const TIMEOUT_MS = 600_000;

/** The faults that are injected while people chat. */
export class Faults {
  kills = 0;
  databaseRestarts = 0;
  readonly #deployment: Deployment;
  readonly #readers: readonly Reader[];
  readonly #random: Random;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  #planIsDone = false;

  constructor(deployment: Deployment, readers: readonly Reader[], random: Random, log: Log) {
    this.#deployment = deployment;
    this.#readers = readers;
    this.#random = random;
    this.#log = log;
  }

  /** Whether PostgreSQL was restarted, and everything replaced. */
  get planIsDone(): boolean {
    return this.#planIsDone;
  }

  /** @param progress the share of the messages that is acknowledged */
  async run(progress: () => number): Promise<void> {
    await Promise.all([this.#killing(), this.#cutting(), this.#plan(progress)]);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #plan(progress: () => number): Promise<void> {
    await this.#whenAt(DATABASE_AT, progress);
    const start = await this.#deployment.databaseStart();
    await this.#deployment.restartDatabase();
    if ((await this.#deployment.databaseStart()) !== start) {
      this.databaseRestarts++;
      this.#log(`PostgreSQL was restarted, ${this.kills} replicas were killed so far`);
    }
    await this.#whenAt(ROLLING_AT, progress);
    await this.#deployment.rollingRestart();
    this.#log(`all replicas were replaced, ${this.kills} were killed so far`);
    this.#planIsDone = true;
  }

  #whenAt(part: number, progress: () => number): Promise<void> {
    return waitUntil(`${part * 100} % of the messages are acknowledged`, () => progress() >= part, TIMEOUT_MS);
  }

  #killing(): Promise<void> {
    return this.#repeatedly(async () => {
      const name = await this.#deployment.killRandomReplica(this.#random);
      if (name !== undefined) this.kills++;
    });
  }

  #cutting(): Promise<void> {
    return this.#repeatedly(() => pick(this.#readers, Math.random)?.cutMidEvent());
  }

  async #repeatedly(work: () => unknown): Promise<void> {
    const { signal } = this.#stopped;
    for (let next = Date.now(); !signal.aborted; next += EVERY_MS) {
      await work();
      await sleep(Math.max(0, next + EVERY_MS - Date.now()), undefined, { signal }).catch(() => undefined);
    }
  }
}
