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
 * elements. The window grows towards where the reader goes and shrinks at the other end. Deleted messages in a row
 * count as one, since they are shown as one.
 */
export class ListWindow<T extends Positioned> {
  #messages: readonly T[] = [];
  /** The messages but those deleted ones that follow another. */
  #shown: readonly T[] = [];
  #first = 0;
  /** `Infinity`: the newest belong to it, also those to come. */
  #last = Infinity;

  /** The messages known, in order. */
  set messages(messages: readonly T[]) {
    if (messages === this.#messages) return;
    this.#messages = messages;
    this.#shown = messages.filter(
      ({ deletedAt }, index) => deletedAt === undefined || messages[index - 1]?.deletedAt === undefined,
    );
  }

  /** Whether messages to come belong to the window. */
  get open(): boolean {
    return this.#last === Infinity;
  }

  /** Whether there are messages before the window. */
  get isBelowTop(): boolean {
    return this.#bounds().start > 0;
  }

  /** Goes to the newest messages. */
  toEnd(): void {
    this.#first = this.#shown.at(-STEP)?.seq ?? 0;
    this.#last = Infinity;
  }

  /** The messages in the window; what grew too large is cut off at the end far from the reader. */
  slice(atEnd: boolean): readonly T[] {
    const { start, end } = this.#bounds();
    if (end - start > MOST && atEnd) this.#first = this.#shown[end - MOST + STEP]?.seq ?? 0;
    else if (end - start > MOST) this.#last = this.#shown[start + MOST - 1]?.seq ?? Infinity;
    const kept = this.#bounds();
    const from = this.#shown[kept.start]?.seq ?? Infinity;
    const before = this.#shown[kept.end]?.seq ?? Infinity;
    return this.#messages.filter(({ seq }) => seq >= from && seq < before);
  }

  /** Takes older messages in, should some be known. */
  extendUp(): boolean {
    const { start, end } = this.#bounds();
    if (start === 0) return false;
    const from = Math.max(0, start - STEP);
    this.#first = this.#shown[from]?.seq ?? 0;
    if (end - from > MOST) this.#last = this.#shown[from + MOST - 1]?.seq ?? Infinity;
    return true;
  }

  /** Takes newer messages in, should the window end before them. */
  extendDown(): boolean {
    if (this.open) return false;
    const { start, end } = this.#bounds();
    const to = Math.min(this.#shown.length, end + STEP);
    this.#last = to === this.#shown.length ? Infinity : (this.#shown[to - 1]?.seq ?? Infinity);
    if (to - start > MOST) this.#first = this.#shown[to - MOST]?.seq ?? 0;
    return true;
  }

  #bounds(): { start: number; end: number } {
    const start = this.#shown.findIndex(({ seq }) => seq >= this.#first);
    const end = this.#shown.findLastIndex(({ seq }) => seq <= this.#last) + 1;
    return { start: start < 0 ? this.#shown.length : start, end };
  }
}
