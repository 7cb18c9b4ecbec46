import { msg, str } from '@lit/localize';
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { plural } from '../../i18n/plural.ts';
import { downIcon } from '../../ui/icons.ts';

/** Counts the unread rows that are below what is in view of the list, and shows the way to them. */
export class UnreadBelow implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #scroller: () => HTMLElement | null;
  readonly #resize = new ResizeObserver(() => this.count());
  #observed: HTMLElement | null = null;
  #below = 0;

  constructor(host: ReactiveControllerHost, scroller: () => HTMLElement | null) {
    this.#host = host;
    this.#scroller = scroller;
    host.addController(this);
  }

  hostUpdated(): void {
    const scroller = this.#scroller();
    if (scroller && scroller !== this.#observed) {
      this.#observed = scroller;
      this.#resize.observe(scroller);
    }
    this.count();
  }

  hostDisconnected(): void {
    this.#resize.disconnect();
    this.#observed = null;
  }

  /** To be called when the list is scrolled. */
  readonly count = (): void => {
    const below = this.#rows().length;
    if (below === this.#below) return;
    this.#below = below;
    this.#host.requestUpdate();
  };

  render(): TemplateResult | typeof nothing {
    if (this.#below === 0) return nothing;
    const text = plural(
      this.#below,
      (count) => msg(str`${count} unread below`),
      (count) => msg(str`${count} unread below`),
    );
    return html`<div class="edge">
      <button class="below" @click=${() => this.#show()}>${downIcon}${text}</button>
    </div>`;
  }

  #rows(): HTMLElement[] {
    const scroller = this.#scroller();
    const unread = scroller?.querySelectorAll<HTMLElement>('section .row.unread') ?? [];
    // Measuring forces a layout: not without a reason.
    if (!scroller || unread.length === 0) return [];
    const { bottom } = scroller.getBoundingClientRect();
    return [...unread].filter((row) => row.getBoundingClientRect().top >= bottom);
  }

  #show(): void {
    this.#rows()[0]?.scrollIntoView({ block: 'center' });
  }
}
