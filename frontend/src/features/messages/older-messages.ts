import type { Message } from '../../api/types.ts';
import type { ListWindow } from './list-window.ts';
import type { RoomView } from '../../stores/room.ts';
import type { UpperEdge } from './message-list-states.ts';

/** Pages of only deleted messages do not fill the list: after this many the reader decides whether to load more. */
const UNASKED = 4;

interface Options {
  window: ListWindow<Message>;
  room: () => RoomView;
  /** Messages that were already loaded entered the window. */
  extended: () => void;
  /** More messages have to be loaded. */
  wanted: () => void;
}

/** Loads older messages when the reader scrolls near the oldest one shown. */
export class OlderMessages {
  readonly #options: Options;
  #unasked = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The content above the oldest message shown. */
  get edge(): UpperEdge {
    const { older, hasOlder } = this.#options.room();
    if (older !== 'idle') return older;
    if (!hasOlder && !this.#options.window.isBelowTop) return 'top';
    return this.#unasked < UNASKED ? 'loading' : 'more';
  }

  /** The reader pressed the button that loads more. */
  ask(): void {
    this.#unasked = 0;
    this.#options.wanted();
  }

  /** The reader scrolled; `near`: close to the oldest message shown. */
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
