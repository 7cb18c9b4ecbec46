/** The reading position: a row, and its distance from the top of the list. */
interface Anchor {
  key: string;
  top: number;
  height: number;
  /** The list's width: at another width the lines wrap differently. */
  width: number;
}

/** The distance from the end that still counts as being at the end. */
const NEAR = 40;

/** Keeps the reading position while rows are added and removed around it, and while the list is resized. */
export class ScrollAnchor {
  /** Whether the list sticks to the newest message. */
  atEnd = true;
  readonly #scroller: () => HTMLElement;
  #anchor: Anchor | undefined;
  #size = '';
  /** The scroll offset when the position was last saved or restored. */
  #offset = 0;

  constructor(scroller: () => HTMLElement) {
    this.#scroller = scroller;
  }

  /** Whether the size of the list or its content has changed since the position was saved. */
  get hasResized(): boolean {
    return this.#measure() !== this.#size;
  }

  /** Saves the position. Call before the rows change and after the reader has scrolled. */
  hold(): void {
    // After a resize the rows are not where the reader left them.
    if (this.hasResized) return;
    const { scrollTop } = this.#scroller();
    // The reader has scrolled up, and the browser has not dispatched the event yet.
    if (this.atEnd && scrollTop < this.#offset && !this.isNearEnd()) this.atEnd = false;
    this.#offset = scrollTop;
    this.#anchor = this.atEnd ? undefined : this.#find();
  }

  /** Restores the position. Call after the rows or the size have changed. */
  restore(): void {
    const scroller = this.#scroller();
    if (this.atEnd) scroller.scrollTop = scroller.scrollHeight;
    else if (this.#anchor) this.#return(scroller, this.#anchor);
    this.#size = this.#measure();
    this.#offset = scroller.scrollTop;
  }

  /** The distance from the end of the rendered rows. */
  isNearEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller();
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #return(scroller: HTMLElement, { key, top, height, width }: Anchor): void {
    const row = scroller.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!row) return;
    const box = row.getBoundingClientRect();
    // If the row starts above the visible area, the reader is at a line inside it: keep the same share of it.
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
