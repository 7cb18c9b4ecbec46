/** Where the reader's eyes are: a row, and how far below the top of the list it stands. */
interface Anchor {
  key: string;
  top: number;
  height: number;
  /** How wide the list was: in another width the row's lines break elsewhere. */
  width: number;
}

/** So near to the end counts as being there. */
const NEAR = 40;

/** Keeps what the reader looks at where it is while rows come and go around it, and while the list changes its size. */
export class ScrollAnchor {
  /** Whether the reader is at the newest message and wants to stay there. */
  atEnd = true;
  readonly #scroller: () => HTMLElement;
  #anchor: Anchor | undefined;
  #size = '';

  constructor(scroller: () => HTMLElement) {
    this.#scroller = scroller;
  }

  /** Whether the list or what is in it has another size than the reader's place was last kept in. */
  get hasResized(): boolean {
    return this.#measure() !== this.#size;
  }

  /** To be called before the rows change, and after the reader has scrolled. */
  hold(): void {
    // After a change of size the rows are not where the reader left them.
    if (this.hasResized) return;
    this.#anchor = this.atEnd ? undefined : this.#find();
  }

  /** To be called after the rows or the size have changed. */
  restore(): void {
    const scroller = this.#scroller();
    if (this.atEnd) scroller.scrollTop = scroller.scrollHeight;
    else if (this.#anchor) this.#return(scroller, this.#anchor);
    this.#size = this.#measure();
  }

  /** How far the reader is from the newest row in the page. */
  isNearEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller();
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #return(scroller: HTMLElement, { key, top, height, width }: Anchor): void {
    const row = scroller.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!row) return;
    const box = row.getBoundingClientRect();
    // In a row that begins above the list the reader is at some line of it: as far into it as before.
    const wraps = top < 0 && width !== scroller.clientWidth;
    scroller.scrollTop += box.top - topOf(scroller) - (wraps ? (top / height) * box.height : top);
  }

  #find(): Anchor | undefined {
    const scroller = this.#scroller();
    const from = topOf(scroller);
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-key]')];
    for (const row of rows) {
      const { top, bottom, height } = row.getBoundingClientRect();
      if (bottom <= from) continue;
      return { key: row.dataset['key'] ?? '', top: top - from, height, width: scroller.clientWidth };
    }
    return undefined;
  }

  #measure(): string {
    const { clientWidth, clientHeight, scrollHeight } = this.#scroller();
    return `${clientWidth} ${clientHeight} ${scrollHeight}`;
  }
}

function topOf(element: HTMLElement): number {
  return element.getBoundingClientRect().top;
}
