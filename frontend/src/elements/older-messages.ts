import type { Message } from '../api/types.ts';
import type { ListWindow } from '../chat/list-window.ts';
import type { Room } from '../contexts.ts';
import type { UpperEdge } from './message-list-states.ts';

/** Pages of nothing but deleted messages do not fill a list: after so many the reader is asked. */
const UNASKED = 4;

interface Options {
  window: ListWindow<Message>;
  room: () => Room;
  /** Known messages came into the window. */
  extended: () => void;
  /** More have to be loaded. */
  wanted: () => void;
}

/** Brings older messages in as the reader comes to the oldest shown. */
export class OlderMessages {
  readonly #options: Options;
  #unasked = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** What stands above the oldest message shown. */
  get edge(): UpperEdge {
    const { older, hasOlder } = this.#options.room();
    if (older !== 'idle') return older;
    if (!hasOlder && !this.#options.window.isBelowTop) return 'top';
    return this.#unasked < UNASKED ? 'loading' : 'more';
  }

  /** The reader has asked for more by a button. */
  ask(): void {
    this.#unasked = 0;
    this.#options.wanted();
  }

  /** The reader has scrolled; `near`: to where older messages should be. */
  scrolled(near: boolean): void {
    this.#unasked = 0;
    if (near) this.#want();
  }

  /** The list is too short to scroll. */
  fill(): void {
    if (this.#options.room().older === 'idle' && this.#unasked++ < UNASKED) this.#want();
  }

  #want(): void {
    const { status, hasOlder, older } = this.#options.room();
    if (status !== 'ready') return;
    if (this.#options.window.extendUp()) this.#options.extended();
    else if (hasOlder && older === 'idle') this.#options.wanted();
  }
}
