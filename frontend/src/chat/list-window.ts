/** Anything with a position in the log. */
interface Positioned {
  seq: number;
  deletedAt?: string;
}

/** How many messages come into view at once, and how many the page holds at the most. */
export const STEP = 50;
export const MOST = 200;

/**
 * Which of the messages known stand in the page: thousands may be known, but only those around the reader are
 * elements. The window grows towards where the reader goes and shrinks at the other end. Deleted messages take no room
 * (a thousand of them are one line), so they do not count.
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
    this.#first = messages.filter(isThere).at(-STEP)?.seq ?? 0;
    this.#last = Infinity;
  }

  /** The part of the messages in the window; what grew too large is cut off at the end far from the reader. */
  slice<T extends Positioned>(messages: readonly T[], atEnd: boolean): readonly T[] {
    const there = messages.filter(isThere);
    const { start, end } = this.#bounds(there);
    if (end - start > MOST && atEnd) this.#first = there[end - MOST + STEP]?.seq ?? 0;
    else if (end - start > MOST) this.#last = there[start + MOST - 1]?.seq ?? Infinity;
    const kept = this.#bounds(messages);
    return messages.slice(kept.start, kept.end);
  }

  /** Takes older messages in, should some be known. */
  extendUp(messages: readonly Positioned[]): boolean {
    if (this.#bounds(messages).start === 0) return false;
    const there = messages.filter(isThere);
    const { start, end } = this.#bounds(there);
    const from = Math.max(0, start - STEP);
    this.#first = from === 0 ? 0 : (there[from]?.seq ?? 0);
    if (end - from > MOST) this.#last = there[from + MOST - 1]?.seq ?? Infinity;
    return true;
  }

  /** Takes newer messages in, should the window end before them. */
  extendDown(messages: readonly Positioned[]): boolean {
    if (this.open) return false;
    const there = messages.filter(isThere);
    const { start, end } = this.#bounds(there);
    const to = Math.min(there.length, end + STEP);
    this.#last = to === there.length ? Infinity : (there[to - 1]?.seq ?? Infinity);
    if (to - start > MOST) this.#first = there[to - MOST]?.seq ?? 0;
    return true;
  }

  #bounds(messages: readonly Positioned[]): { start: number; end: number } {
    const start = messages.findIndex(({ seq }) => seq >= this.#first);
    const end = messages.findLastIndex(({ seq }) => seq <= this.#last) + 1;
    return { start: start < 0 ? messages.length : start, end };
  }
}

const isThere = ({ deletedAt }: Positioned): boolean => deletedAt === undefined;
