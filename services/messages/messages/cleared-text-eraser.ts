import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../shared/logging/logger.ts';
import type { LogWriter } from './store.ts';

const SLICE = 1_000;
/** Pause between slices: erasing millions of texts must not slow down the chat. */
const PAUSE_MS = 20;
const EVERY_MS = 60_000;

/** Erases the texts of cleared rooms from their rows in slices, including what a dead replica left unfinished. */
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

  /** Called when a room was, or may have been, cleared. */
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
      if (!signal.aborted) this.#logger.warn({ err }, 'could not erase the texts of a cleared room; retrying');
    }
  }
}
