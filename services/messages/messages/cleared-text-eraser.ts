import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../shared/logging/logger.ts';
import type { MessageStore } from './store.ts';

const SLICE = 1_000;
/** Pause between slices: erasing millions of texts must not slow down the chat. */
const PAUSE_MS = 20;
const EVERY_MS = 60_000;

/** Erases the texts of cleared rooms from their rows in slices, including what a dead replica left unfinished. */
export class ClearedTextEraser {
  readonly #store: MessageStore;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #erasing: Promise<void> | undefined;

  constructor(store: MessageStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
    this.#timer = setInterval(() => this.start(), EVERY_MS);
    this.#timer.unref();
  }

  /** Called when a room was, or may have been, cleared. */
  start(): void {
    this.#erasing ??= this.#erase().finally(() => (this.#erasing = undefined));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#erasing;
  }

  async #erase(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted && (await this.#store.eraseCleared(SLICE))) await wait(PAUSE_MS, undefined, { signal });
    } catch (err) {
      if (!signal.aborted) this.#logger.warn({ err }, 'could not erase the texts of a cleared room; retrying');
    }
  }
}
