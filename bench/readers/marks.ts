const LINE_END = 0x0a;

/**
 * Finds a mark in the bytes of a stream, even if a chunk ends in the middle of a line. Nothing is parsed: reading
 * should cost little compared with what is measured.
 */
export class MarkFinder {
  readonly #mark: Buffer;
  readonly #found: (bytes: Buffer, end: number) => void;
  #rest: Buffer | undefined;

  /** @param found called for each mark in a whole line, with where it ends */
  constructor(mark: string, found: (bytes: Buffer, end: number) => void) {
    this.#mark = Buffer.from(mark);
    this.#found = found;
  }

  /** @param bytes may be overwritten afterwards */
  take(bytes: Buffer): void {
    const all = this.#rest ? Buffer.concat([this.#rest, bytes]) : bytes;
    const whole = all.lastIndexOf(LINE_END) + 1;
    const length = this.#mark.length;
    for (
      let at = all.indexOf(this.#mark);
      at !== -1 && at + length <= whole;
      at = all.indexOf(this.#mark, at + length)
    ) {
      this.#found(all, at + length);
    }
    this.#rest = whole === all.length ? undefined : Buffer.from(all.subarray(whole));
  }
}

/** The number that stands there in decimal digits. */
export function numberAt(bytes: Buffer, start: number): number {
  let value = 0;
  for (let at = start; ; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}
