import { localized, msg, str } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { plural } from '../i18n/plural.ts';
import { base } from '../styles/sheets.ts';

/** What comes within this time is said together. */
const GATHERED = 1_000;
/** More than these are counted, not read out. */
const READ_OUT = 3;
const LONGEST = 200;

/** Tells people who cannot see the list what was said, without drowning them in it. */
@customElement('live-announcer')
@localized()
export class LiveAnnouncer extends LitElement {
  static override styles = base;

  @state() private text = '';
  #waiting: { name: string; text: string }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  announce(name: string, text: string): void {
    this.#waiting.push({ name, text });
    this.#timer ??= setTimeout(() => this.#say(), GATHERED);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    return html`<div class="visually-hidden" role="status" aria-live="polite" aria-atomic="true">${this.text}</div>`;
  }

  #say(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#timer = undefined;
    if (document.hidden) return;
    this.text = waiting.length > READ_OUT ? count(waiting.length) : waiting.map(read).join(' ');
  }
}

function read({ name, text }: { name: string; text: string }): string {
  const excerpt = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return msg(str`${name} says: ${excerpt}`);
}

function count(messages: number): string {
  return plural(
    messages,
    (number) => msg(str`${number} new message`),
    (number) => msg(str`${number} new messages`),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'live-announcer': LiveAnnouncer;
  }
}
