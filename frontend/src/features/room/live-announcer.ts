import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RoomView } from '../../stores/room.ts';
import { roomContext } from '../contexts.ts';
import { describeUnsent } from '../../i18n/failures.ts';
import { describeNewMessages } from '../../i18n/new-messages.ts';
import { base } from '../../styles/sheets.ts';
import { excerpt } from '../../text/room-links.ts';

/** Messages that arrive within this time are announced together. */
const GATHERING_MS = 1_000;
/** The maximum number of messages that are read out; more are only counted. */
const READ_OUT = 3;
const LONGEST = 200;

interface Announced {
  id: string;
  name: string;
  text: string;
}

/** Announces new messages to screen readers through a live region, throttled. */
@customElement('live-announcer')
@localized()
export class LiveAnnouncer extends LitElement {
  static override styles = base;

  @consume({ context: roomContext, subscribe: true })
  @property({ attribute: false })
  room!: RoomView;

  @state() private text = '';
  /** The user's own message that was refused last, and the reason. */
  @state() private refusal = '';
  /** The refused messages so far; undefined until the first render, since earlier refusals are not announced. */
  #refused: ReadonlySet<string> | undefined;
  /** The messages whose words are in `text`. */
  #said: Announced[] = [];
  #waiting: Announced[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  announce(message: Announced): void {
    this.#waiting.push(message);
    this.#timer ??= setTimeout(() => this.#say(), GATHERING_MS);
  }

  /** Drops texts that have since been edited or deleted. `textOf` returns a message's current text. */
  retract(textOf: (id: string) => string | undefined): void {
    const stands = ({ id, text }: Announced) => textOf(id) === text;
    this.#waiting = this.#waiting.filter(stands);
    if (this.#said.every(stands)) return;
    this.#said = [];
    this.text = '';
  }

  /** The room is left: what waits is not said, and what happens in it from now on is announced as in a new room. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    [this.#waiting, this.#said, this.#refused] = [[], [], undefined];
    [this.text, this.refusal] = ['', ''];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('room')) this.#hearRefusals();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="visually-hidden" role="status" aria-live="polite" aria-atomic="true">${this.text}</div>
      <div class="visually-hidden" role="alert">${this.refusal}</div>
    `;
  }

  #hearRefusals(): void {
    const failed = this.room.pending.filter(({ state }) => state === 'failed');
    const news = failed.findLast(({ id }) => this.#refused && !this.#refused.has(id));
    if (news) this.refusal = `${describeUnsent(news.failure)} ${excerpt(news.text, LONGEST)}`;
    else if (failed.length === 0) this.refusal = '';
    this.#refused = new Set(failed.map(({ id }) => id));
  }

  #say(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#timer = undefined;
    if (document.hidden || waiting.length === 0) return;
    this.#said = waiting.length > READ_OUT ? [] : waiting;
    this.text = waiting.length > READ_OUT ? describeNewMessages(waiting.length) : waiting.map(read).join(' ');
  }
}

function read({ name, text }: Announced): string {
  const said = excerpt(text, LONGEST);
  return msg(str`${name} says: ${said}`);
}

declare global {
  interface HTMLElementTagNameMap {
    'live-announcer': LiveAnnouncer;
  }
}
