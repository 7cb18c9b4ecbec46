import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../shared/log.ts';
import type { LogWriter } from './store/log-writer.ts';

const SLICE = 1_000;
/** Between slices: sweeping a room of millions must not slow down those who chat. */
const PAUSE_MS = 20;
const EVERY_MS = 60_000;

/** Removes from their rows, bit by bit, the texts of rooms that were cleared: also what a replica that died left over. */
export class Sweeper {
  readonly #writer: LogWriter;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> | undefined;

  constructor(writer: LogWriter, logger: Logger) {
    this.#writer = writer;
    this.#logger = logger;
    this.#timer = setInterval(() => this.start(), EVERY_MS);
    this.#timer.unref();
  }

  /** A room was cleared, or may have been. */
  start(): void {
    this.#sweeping ??= this.#sweep().finally(() => (this.#sweeping = undefined));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted && (await this.#writer.sweep(SLICE))) await wait(PAUSE_MS, undefined, { signal });
    } catch (err) {
      if (!signal.aborted) this.#logger.warn({ err }, 'a cleared room could not be swept; it is tried again');
    }
  }
}
