/** Where the reader's eyes are: a row, and how far below the top of the list it stands. */
interface Anchor {
  key: string;
  top: number;
}

/** So near to the end counts as being there. */
const NEAR = 40;

/** Keeps what the reader looks at where it is while rows come and go above and below it. */
export class ScrollAnchor {
  /** Whether the reader is at the newest message and wants to stay there. */
  atEnd = true;
  readonly #scroller: () => HTMLElement;
  #anchor: Anchor | undefined;

  constructor(scroller: () => HTMLElement) {
    this.#scroller = scroller;
  }

  /** To be called before the rows change. */
  hold(): void {
    this.#anchor = this.atEnd ? undefined : this.#find();
  }

  /** To be called after they have. */
  restore(): void {
    const scroller = this.#scroller();
    if (this.atEnd) {
      scroller.scrollTop = scroller.scrollHeight;
      return;
    }
    const row = this.#anchor && scroller.querySelector(`[data-key="${CSS.escape(this.#anchor.key)}"]`);
    if (row && this.#anchor) scroller.scrollTop += row.getBoundingClientRect().top - this.#anchor.top;
  }

  /** How far the reader is from the newest row in the page. */
  isNearEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller();
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #find(): Anchor | undefined {
    const scroller = this.#scroller();
    const { top } = scroller.getBoundingClientRect();
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-key]')];
    const row = rows.find((each) => each.getBoundingClientRect().bottom > top);
    return row && { key: row.dataset['key'] ?? '', top: row.getBoundingClientRect().top };
  }
}
