/** An item with a log position. */
interface Positioned {
  seq: number;
  deletedAt?: string;
}

/** How many messages are added at once, and how many are rendered at most. */
export const STEP = 50;
export const MOST = 200;

/**
 * The window of a virtual list: thousands of messages may be known, but only those near the scroll position are
 * rendered. It grows in the scroll direction and shrinks at the other end. Consecutive deleted messages count as one,
 * since they are shown as one row.
 */
export class ListWindow<T extends Positioned> {
  #messages: readonly T[] = [];
  /** The messages without those deleted ones that follow another deleted one. */
  #shown: readonly T[] = [];
  #first = 0;
  /** `Infinity`: the window includes the newest messages, and future ones. */
  #last = Infinity;

  /** The known messages, in log order. */
  set messages(messages: readonly T[]) {
    if (messages === this.#messages) return;
    this.#messages = messages;
    this.#shown = messages.filter(
      ({ deletedAt }, index) => deletedAt === undefined || messages[index - 1]?.deletedAt === undefined,
    );
  }

  /** Whether the window includes future messages. */
  get open(): boolean {
    return this.#last === Infinity;
  }

  /** Whether there are known messages before the window. */
  get isBelowTop(): boolean {
    return this.#bounds().start > 0;
  }

  /** Moves the window to the newest messages. */
  toEnd(): void {
    this.#first = this.#shown.at(-STEP)?.seq ?? 0;
    this.#last = Infinity;
  }

  /** Moves the window to the messages around a position. */
  around(seq: number): void {
    const index = this.#shown.findLastIndex((message) => message.seq <= seq);
    const [from, to] = [Math.max(0, index - STEP / 2), index + STEP / 2];
    this.#first = this.#shown[from]?.seq ?? 0;
    this.#last = to + 1 < this.#shown.length ? (this.#shown[to]?.seq ?? Infinity) : Infinity;
  }

  /** The messages in the window. A window that grew too large is cut at the end far from the reader. */
  slice(atEnd: boolean): readonly T[] {
    const { start, end } = this.#bounds();
    if (end - start > MOST && atEnd) this.#first = this.#shown[end - MOST + STEP]?.seq ?? 0;
    else if (end - start > MOST) this.#last = this.#shown[start + MOST - 1]?.seq ?? Infinity;
    const kept = this.#bounds();
    const from = this.#shown[kept.start]?.seq ?? Infinity;
    const before = this.#shown[kept.end]?.seq ?? Infinity;
    return this.#messages.filter(({ seq }) => seq >= from && seq < before);
  }

  /** Extends the window to older messages, if any are known. */
  extendUp(): boolean {
    const { start, end } = this.#bounds();
    if (start === 0) return false;
    const from = Math.max(0, start - STEP);
    this.#first = this.#shown[from]?.seq ?? 0;
    if (end - from > MOST) this.#last = this.#shown[from + MOST - 1]?.seq ?? Infinity;
    return true;
  }

  /** Extends the window to newer messages, if it ends before them. */
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
