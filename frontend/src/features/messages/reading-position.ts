import type { Message } from '../../api/types.ts';

interface Options {
  scroller: () => HTMLElement;
  messages: () => readonly Message[];
  /** Whether the newest message is in view. */
  atEnd: () => boolean;
  /** Whether the user is looking. */
  isReading: () => boolean;
  /** Everything up to this position was in view. */
  seen: (seq: number) => void;
}

/** What is scrolled past is not read: the list has to stand still for this long, in milliseconds. */
const STILL_MS = 200;
/** The tolerance for rounding, in pixels. */
const ROUNDING = 1;

/** Reports how far the user has read: to the lowest row that is in view, whole or at its end. */
export class ReadingPosition {
  readonly #options: Options;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Call after each change and movement of the rows. */
  look(): void {
    const { atEnd, isReading, messages, seen } = this.#options;
    clearTimeout(this.#timer);
    if (!isReading()) return;
    const newest = messages().at(-1);
    if (!atEnd()) this.#timer = setTimeout(() => this.#measure(), STILL_MS);
    else if (newest) seen(newest.seq);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #measure(): void {
    const { scroller, isReading, messages, seen } = this.#options;
    if (!isReading()) return;
    const key = lowestInView(scroller());
    const message = messages().find(({ id }) => id === key);
    if (message) seen(message.seq);
  }
}

function lowestInView(scroller: HTMLElement): string | undefined {
  const { bottom } = scroller.getBoundingClientRect();
  const rows = [...scroller.querySelectorAll<HTMLElement>('[data-key]')].reverse();
  return rows.find((row) => row.getBoundingClientRect().bottom <= bottom + ROUNDING)?.dataset['key'];
}
