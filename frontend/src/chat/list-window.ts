/** Anything with a position in the log. */
interface Positioned {
  seq: number;
}

/** How many messages come into view at once, and how many the page holds at the most. */
export const STEP = 50;
export const MOST = 200;

/**
 * Which of the messages known stand in the page: thousands may be known, but only those around the reader are
 * elements. The window grows towards where the reader goes and shrinks at the other end.
 */
export class ListWindow {
  #first = 0;
  /** `Infinity`: the newest belong to it, also those to come. */
  #last = Infinity;

  /** Whether messages to come belong to the window. */
  get open(): boolean {
    return this.#last === Infinity;
  }

  /** Goes to the newest messages. */
  toEnd(messages: readonly Positioned[]): void {
    this.#first = messages.at(-STEP)?.seq ?? 0;
    this.#last = Infinity;
  }

  /** The part of the messages in the window; what grew too large is cut off at the end far from the reader. */
  slice<T extends Positioned>(messages: readonly T[], atEnd: boolean): readonly T[] {
    const { start, end } = this.#bounds(messages);
    if (end - start > MOST && atEnd) this.#first = messages[end - MOST + STEP]?.seq ?? 0;
    else if (end - start > MOST) this.#last = messages[start + MOST - 1]?.seq ?? Infinity;
    const kept = this.#bounds(messages);
    return messages.slice(kept.start, kept.end);
  }

  /** Takes older messages in, should some be known. */
  extendUp(messages: readonly Positioned[]): boolean {
    const { start, end } = this.#bounds(messages);
    if (start === 0) return false;
    const from = Math.max(0, start - STEP);
    this.#first = messages[from]?.seq ?? 0;
    if (end - from > MOST) this.#last = messages[from + MOST - 1]?.seq ?? Infinity;
    return true;
  }

  /** Takes newer messages in, should the window end before them. */
  extendDown(messages: readonly Positioned[]): boolean {
    if (this.open) return false;
    const { start, end } = this.#bounds(messages);
    const to = Math.min(messages.length, end + STEP);
    this.#last = to === messages.length ? Infinity : (messages[to - 1]?.seq ?? Infinity);
    if (to - start > MOST) this.#first = messages[to - MOST]?.seq ?? 0;
    return true;
  }

  #bounds(messages: readonly Positioned[]): { start: number; end: number } {
    const start = messages.findIndex(({ seq }) => seq >= this.#first);
    const end = messages.findLastIndex(({ seq }) => seq <= this.#last) + 1;
    return { start: start < 0 ? messages.length : start, end };
  }
}
