import type { Message } from '../../api/types.ts';
import type { ListWindow } from './list-window.ts';
import type { ScrollAnchor } from './scroll-anchor.ts';

interface Options {
  window: ListWindow<Message>;
  anchor: ScrollAnchor;
  content: () => HTMLElement;
  /** The list has to render again. */
  changed: () => void;
}

/** Scrolls the list to a message as soon as it is known: to the one that a link names, or to the first unread one. */
export class LinkTarget {
  /** The key of the row that a link led to, until its highlight has faded. */
  lit: string | undefined;
  readonly #options: Options;
  #wanted: { seq: number; lights: boolean } | undefined;
  #key: string | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Undefined: the reader goes elsewhere. */
  want(seq: number | undefined, lights: boolean): void {
    this.#wanted = seq === undefined ? undefined : { seq, lights };
    this.lit = undefined;
  }

  /** Call before the rows change: moves the window to the message, once the log has it. */
  find(messages: readonly Message[]): void {
    const { window, anchor } = this.#options;
    const wanted = this.#wanted;
    const message = wanted && messages.find(({ seq, deletedAt }) => seq >= wanted.seq && deletedAt === undefined);
    if (!wanted || !message || (wanted.lights && message.seq !== wanted.seq)) return;
    this.#wanted = undefined;
    this.#key = message.id;
    if (wanted.lights) this.lit = message.id;
    window.around(message.seq);
    anchor.atEnd = false;
  }

  /** Call after the rows have changed: scrolls to the message that was found. */
  show(): void {
    const { anchor, content } = this.#options;
    const row = this.#key === undefined ? null : content().querySelector(`[data-key="${CSS.escape(this.#key)}"]`);
    this.#key = undefined;
    if (!row) return;
    row.scrollIntoView({ block: 'center' });
    anchor.hold();
  }

  /** Call at the end of each animation. */
  readonly fade = ({ animationName }: AnimationEvent): void => {
    if (animationName !== 'fade') return;
    this.lit = undefined;
    this.#options.changed();
  };
}
