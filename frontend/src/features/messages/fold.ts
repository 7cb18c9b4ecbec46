/** How many lines of a long message are shown at first; the style sheet has the same number. */
const SHOWN_LINES = 20;
/** A message that is only a little longer is shown whole: the button would take as much room. */
const SLACK = 4;
/** Characters from here on (Hangul, kana, Han, emoji) take about two columns. */
const WIDE = 0x1100;

/**
 * Whether a message is folded. Estimated from its text rather than measured, so that a row has its final height when it
 * is rendered. `columns`: the characters that fit on a line.
 */
export function isLong(text: string, columns: number): boolean {
  const most = SHOWN_LINES + SLACK;
  let lines = 0;
  for (const line of text.split('\n')) {
    lines += Math.max(1, Math.ceil(width(line) / columns));
    if (lines > most) return true;
  }
  return false;
}

function width(line: string): number {
  let columns = 0;
  for (const character of line) columns += (character.codePointAt(0) ?? 0) < WIDE ? 1 : 2;
  return columns;
}

/** Which long messages are shown whole, and which of ignored people at all. */
export class Folding {
  readonly #unfolded = new Set<string>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  isUnfolded(key: string): boolean {
    return this.#unfolded.has(key);
  }

  toggle(key: string): void {
    if (!this.#unfolded.delete(key)) this.#unfolded.add(key);
    this.#changed();
  }

  /** Shows a message whole if the focus has moved to a link in what is folded away. */
  reveal(link: HTMLElement): void {
    const folded = link.closest('.folded');
    const key = link.closest<HTMLElement>('.message')?.dataset['key'];
    if (!folded || key === undefined) return;
    if (link.getBoundingClientRect().bottom > folded.getBoundingClientRect().bottom) this.toggle(key);
  }
}
