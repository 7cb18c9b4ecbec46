import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { base, controls, sheet } from '../styles/sheets.ts';
import { checkIcon } from './icons.ts';
import styles from './menu-button.css?inline';

export interface MenuItem {
  label: string;
  run: () => void;
  icon?: TemplateResult;
  /** One of several of which one is chosen. */
  checked?: boolean;
  /** It can be switched on and off by itself. */
  on?: boolean;
  danger?: boolean;
}

/** A group's items stand together, under a name if it has one. */
export interface MenuGroup {
  label?: string;
  items: readonly MenuItem[];
}

/** The space between the button and its menu, and between the menu and the window's edge. */
const GAP_PX = 4;

/**
 * A button that opens a menu in the browser's top layer. The arrow keys move in it; Escape, Tab and a click elsewhere
 * close it.
 *
 * @slot - the button's content
 */
@customElement('menu-button')
export class MenuButton extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  /** The accessible name, if the content is not enough. */
  @property() label = '';
  @property({ attribute: false }) groups: readonly MenuGroup[] = [];

  @state() private open = false;
  @query('button') private button!: HTMLButtonElement;
  @query('[popover]') private menu!: HTMLElement;
  /** What the menu stands beside; otherwise the button. */
  #anchor: HTMLElement | undefined;

  override focus(): void {
    this.button.focus();
  }

  /** Opens the menu beside another element, which has the focus again when the menu closes. */
  openFrom(anchor: HTMLElement): void {
    this.#anchor = anchor;
    void this.#show();
  }

  protected override render(): TemplateResult {
    return html`<button
        part="button"
        aria-label=${this.label || nothing}
        title=${this.label || nothing}
        aria-haspopup="menu"
        aria-expanded=${this.open ? 'true' : 'false'}
        @click=${this.#toggle}
        @keydown=${this.#openByKey}
      >
        <slot></slot>
      </button>
      <div
        popover
        role="menu"
        aria-label=${this.label || nothing}
        @toggle=${({ newState }: ToggleEvent) => (this.open = newState === 'open')}
        @keydown=${this.#move}
        @focusout=${this.#leave}
      >
        ${this.open ? this.groups.map((group) => this.#renderGroup(group)) : nothing}
      </div>`;
  }

  #renderGroup({ label, items }: MenuGroup): TemplateResult | typeof nothing {
    if (items.length === 0) return nothing;
    return html`<div role="group" aria-label=${label ?? nothing}>
      ${label === undefined ? nothing : html`<p aria-hidden="true">${label}</p>`}
      ${items.map((item) => this.#renderItem(item))}
    </div>`;
  }

  #renderItem({ label, icon, run, checked, on, danger }: MenuItem): TemplateResult {
    const state = checked ?? on;
    return html`<button
      role=${checked !== undefined ? 'menuitemradio' : on !== undefined ? 'menuitemcheckbox' : 'menuitem'}
      aria-checked=${state === undefined ? nothing : String(state)}
      class=${danger === true ? 'danger-item' : ''}
      tabindex="-1"
      @click=${() => this.#choose(run)}
    >
      <span class="mark">${state === true ? checkIcon : icon}</span><span>${label}</span>
    </button>`;
  }

  #toggle(): void {
    this.#anchor = undefined;
    if (this.open) this.menu.hidePopover();
    else void this.#show();
  }

  async #show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.menu.showPopover();
    this.#place();
    this.#items[0]?.focus();
  }

  /** Below the button, or above it if there is no space; never beyond the window. */
  #place(): void {
    const { left, right, top, bottom } = (this.#anchor ?? this.button).getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.menu;
    const { clientWidth, clientHeight } = document.documentElement;
    const inFirstHalf = (left + right) / 2 < clientWidth / 2;
    const x = inFirstHalf ? left : right - width;
    const y = bottom + GAP_PX + height <= clientHeight ? bottom + GAP_PX : top - GAP_PX - height;
    const { style } = this.menu;
    style.left = `${Math.max(GAP_PX, Math.min(x, clientWidth - width - GAP_PX))}px`;
    style.top = `${Math.max(GAP_PX, y)}px`;
  }

  get #items(): HTMLElement[] {
    return [...this.menu.querySelectorAll('button')];
  }

  #openByKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    this.#anchor = undefined;
    if (!this.open) void this.#show();
  }

  #move(event: KeyboardEvent): void {
    const items = this.#items;
    const at = items.findIndex((item) => item.matches(':focus'));
    const next = nextIndex(event.key, at, items.length);
    // Letters belong to the menu while it is open, not to the composer.
    if (event.key !== 'Escape') event.stopPropagation();
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  }

  #leave({ relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && this.menu.contains(relatedTarget)) return;
    if (this.open && document.hasFocus()) this.menu.hidePopover();
  }

  #choose(run: () => void): void {
    // Close first: the browser then restores the focus to the button, and a dialog that opens returns it there.
    this.menu.hidePopover();
    (this.#anchor ?? this.button).focus();
    run();
  }
}

/** Where an arrow key leads in a list that goes round; undefined for other keys. */
export function nextIndex(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'menu-button': MenuButton;
  }
}
