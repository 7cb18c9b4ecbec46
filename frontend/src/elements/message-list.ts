import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Message, Session } from '../api/types.ts';
import { ListWindow } from '../chat/list-window.ts';
import type { Presence } from '../chat/presence.ts';
import { timeline, type Entry, type Row } from '../chat/timeline.ts';
import { personContext, presenceContext, roomContext, type Room } from '../contexts.ts';
import { emit } from '../events.ts';
import { plural } from '../i18n/plural.ts';
import { calendar } from '../state/calendar.ts';
import { Watch } from '../state/watch.ts';
import { avatars, base, controls, logoStyles, sheet } from '../styles/sheets.ts';
import { downIcon } from './icons.ts';
import styles from './message-list.css?inline';
import { renderEmpty, renderFailed, renderOlder, renderSkeleton, type UpperEdge } from './message-list-states.ts';
import { renderRow, type RowContext } from './message-row.ts';
import { ScrollAnchor } from './scroll-anchor.ts';

/** So many pixels before the end of what is in the page, more comes in. */
const AHEAD = 600;

/** Pages of nothing but deleted messages do not fill a list: after so many the reader is asked. */
const UNASKED = 4;

/** The messages. The reader alone moves the page: new messages wait below a pill for whoever has scrolled up. */
@customElement('message-list')
@localized()
export class MessageList extends LitElement {
  static override styles = [base, controls, avatars, logoStyles, sheet(styles)];

  /** The message being edited. */
  @property() editing: string | undefined;

  @consume({ context: roomContext, subscribe: true })
  @property({ attribute: false })
  room!: Room;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  /** The row that the keyboard is at. */
  @state() private active: string | undefined;
  /** Where the line "New messages" stands. */
  @state() private unreadAfter = Infinity;
  @query('.scroller') private scroller!: HTMLElement;

  readonly #window = new ListWindow<Message>();
  readonly #anchor = new ScrollAnchor(() => this.scroller);
  readonly #resized = new ResizeObserver(() => this.#anchor.atEnd && this.#anchor.restore());
  #shown = false;
  #unasked = 0;
  #lastTop = 0;

  constructor() {
    super();
    new Watch(this, () => [calendar.day]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#look);
    this.#resized.disconnect();
  }

  /** Goes to the newest message, as after sending one: who writes has read. */
  toEnd(): void {
    this.unreadAfter = Infinity;
    this.#goToEnd();
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.scroller);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('room')) return;
    this.#window.messages = this.room.messages;
    if (!this.#shown && this.room.status === 'ready') this.#window.toEnd();
    this.#shown = this.room.status === 'ready';
    const isReading = this.#anchor.atEnd && !document.hidden;
    if (this.room.unread > 0 && !isReading && this.unreadAfter === Infinity) this.unreadAfter = this.room.seen;
  }

  protected override update(changed: PropertyValues): void {
    if (this.hasUpdated) this.#anchor.hold();
    super.update(changed);
    this.#anchor.restore();
  }

  protected override updated(): void {
    this.#see();
  }

  protected override render(): TemplateResult {
    const { status, pending } = this.room;
    const rows =
      status === 'ready'
        ? timeline(this.#window.slice(this.#anchor.atEnd), this.#window.open ? pending : [], this.unreadAfter)
        : timeline([], pending, Infinity);
    return html`
      <div
        class="scroller"
        role="log"
        aria-label=${msg('Messages')}
        aria-live="off"
        aria-busy=${status === 'loading' ? 'true' : 'false'}
        tabindex="-1"
        @scroll=${this.#scroll}
        @focusin=${this.#focus}
        @keydown=${this.#move}
      >
        <div class="rows">${this.#renderContent(rows)}</div>
      </div>
      ${this.#anchor.atEnd ? nothing : this.#renderPill()}
    `;
  }

  #renderContent(rows: Row[]): unknown {
    if (this.room.status === 'ready' && rows.length === 0) return renderEmpty();
    const context = this.#context(rows);
    return html`
      ${this.#renderBefore()}
      ${repeat(
        rows,
        (row) => row.key,
        (row) => renderRow(row, context),
      )}
    `;
  }

  /** What stands where the first message shown begins. */
  #renderBefore(): TemplateResult {
    switch (this.room.status) {
      case 'loading':
        return renderSkeleton();
      case 'failed':
        return renderFailed(() => emit(this, 'history-retry'));
      case 'ready':
        return renderOlder(this.#upperEdge, () => this.#askOlder());
    }
  }

  get #upperEdge(): UpperEdge {
    const { older, hasOlder } = this.room;
    if (older !== 'idle') return older;
    if (!hasOlder && !this.#window.isBelowTop) return 'top';
    return this.#unasked < UNASKED ? 'loading' : 'more';
  }

  #renderPill(): TemplateResult {
    const { unread } = this.room;
    const text = plural(
      unread,
      (count) => msg(str`${count} new message`),
      (count) => msg(str`${count} new messages`),
    );
    return html`<button
      class="pill"
      aria-label=${unread > 0 ? text : msg('Go to the newest messages')}
      @click=${this.#toNewest}
    >
      ${downIcon}${unread > 0 ? html`<span>${text}</span>` : nothing}
    </button>`;
  }

  #context(rows: Row[]): RowContext {
    const names = new Map(this.presence.people.map(({ sub, name }) => [sub, name]));
    const messages = rows.filter((row) => row.kind === 'message');
    const active = messages.some(({ key }) => key === this.active) ? this.active : messages.at(-1)?.key;
    const { sub, roles } = this.person;
    return {
      own: (entry) => entry.sub === sub,
      mayDelete: () => roles.includes('admin'),
      nameOf: (entry) => names.get(entry.sub) ?? entry.username,
      active,
      editing: this.editing,
      edit: (entry) => emit(this, 'edit-begin', entry),
      remove: (entry) => emit(this, 'message-delete', entry),
      retry: ({ id }: Entry) => emit(this, 'message-retry', id),
      discard: ({ id }: Entry) => emit(this, 'message-discard', id),
    };
  }

  #goToEnd(): void {
    this.#window.toEnd();
    this.#anchor.atEnd = true;
    this.requestUpdate();
  }

  #toNewest(): void {
    this.#goToEnd();
    emit(this, 'composer-wanted');
  }

  #scroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const atEnd = this.#window.open && this.#anchor.isNearEnd();
    const movedUp = scrollTop < this.#lastTop;
    this.#lastTop = scrollTop;
    if (this.#anchor.atEnd && !atEnd && !movedUp && this.#window.open) {
      // The rows have grown; the reader has not left.
      this.#anchor.restore();
      return;
    }
    if (atEnd !== this.#anchor.atEnd) {
      this.#anchor.atEnd = atEnd;
      this.requestUpdate();
    }
    this.#unasked = 0;
    if (scrollTop < AHEAD) this.#wantOlder();
    if (scrollHeight - scrollTop - clientHeight < AHEAD && this.#window.extendDown()) this.requestUpdate();
  }

  #askOlder(): void {
    this.#unasked = 0;
    emit(this, 'older-wanted');
  }

  #wantOlder(): void {
    if (this.room.status !== 'ready') return;
    if (this.#window.extendUp()) this.requestUpdate();
    else if (this.room.hasOlder && this.room.older === 'idle') emit(this, 'older-wanted');
  }

  /** Tells that the newest message is before the reader's eyes; a list too short to scroll asks for more. */
  #see(): void {
    if (this.room.status !== 'ready') return;
    if (this.#anchor.atEnd && !document.hidden) emit(this, 'newest-seen');
    const isShort = this.scroller.scrollTop < AHEAD && this.room.older === 'idle';
    if (isShort && this.#unasked++ < UNASKED) this.#wantOlder();
  }

  readonly #look = (): void => {
    if (document.hidden && this.room.unread === 0) this.unreadAfter = Infinity;
    if (!document.hidden) this.#see();
  };

  #focus(event: FocusEvent): void {
    const target = event.target as HTMLElement;
    // A link is a stop of its own: who passes through it stays with the message that they were at.
    if (target.closest('a')) return;
    this.active = target.closest<HTMLElement>('.message')?.dataset['key'] ?? this.active;
  }

  #move(event: KeyboardEvent): void {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    const row = (event.target as HTMLElement).closest<HTMLElement>('.message');
    if (event.key === 'Escape') emit(this, 'composer-wanted');
    if (step === 0 || !row) return;
    const rows = [...this.scroller.querySelectorAll<HTMLElement>('.message')];
    rows[rows.indexOf(row) + step]?.focus();
    event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-list': MessageList;
  }
}
