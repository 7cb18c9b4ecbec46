import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Message, MyRoom, Session } from '../../api/types.ts';
import { ListWindow } from './list-window.ts';
import { timeline, type MessageRow, type Row } from './rows.ts';
import { renderIntro } from '../room/room-intro.ts';
import {
  administratorsContext,
  namesContext,
  personContext,
  preferencesContext,
  roomContext,
  roomListContext,
} from '../contexts.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import type { RoomList } from '../../stores/room-list.ts';
import type { RoomView } from '../../stores/room.ts';
import { Density } from '../density.ts';
import { emit } from '../events.ts';
import { Attention } from '../../state/attention.ts';
import { DormantElement } from '../../state/dormant.ts';
import { MediaQuery } from '../../state/media-query.ts';
import { Printing } from '../../state/printing.ts';
import { avatars, base, controls, emptyStates, sheet } from '../../styles/sheets.ts';
import { Folding } from './fold.ts';
import { ListInput } from './list-input.ts';
import styles from './message-list.css?inline';
import { renderBefore, renderPill } from './message-list-states.ts';
import actionStyles from './message-actions.css?inline';
import compactStyles from './message-compact.css?inline';
import rowStyles from './message-row.css?inline';
import { renderRows } from './message-row.ts';
import { LinkTarget } from './link-target.ts';
import { OlderMessages } from './older-messages.ts';
import { ReadingPosition } from './reading-position.ts';
import { rowContext, type MoreActions, type RowContext } from './row-context.ts';
import { ScrollAnchor } from './scroll-anchor.ts';
import type { ToastMessage } from '../../ui/toast-message.ts';
import '../../ui/toast-message.ts';

/** The distance in pixels from the end of the rendered rows at which more are rendered. */
const AHEAD = 600;
/** The characters that fit on a line, about. */
const [NARROW_COLUMNS, WIDE_COLUMNS] = [40, 90];

/** The message list. New messages do not move it if the reader has scrolled up: a pill counts them. */
@customElement('message-list')
@localized()
export class MessageList extends DormantElement {
  static override styles = [
    base,
    controls,
    avatars,
    emptyStates,
    sheet(styles),
    sheet(rowStyles),
    sheet(compactStyles),
    sheet(actionStyles),
  ];

  /** The room, as it describes itself where it begins. */
  @property({ attribute: false }) info!: MyRoom;
  /** The message being edited. */
  @property() editing: string | undefined;
  /** The position of the first unread message: the list opens there, with a line. Undefined: the list finds out itself. */
  @property({ attribute: false }) unreadFrom: number | undefined;
  /** The position of the message that a link led to. */
  @property({ attribute: false }) target: number | undefined;
  @property({ attribute: false }) moreActions: MoreActions = () => [];

  @consume({ context: roomContext, subscribe: true })
  @property({ attribute: false })
  room!: RoomView;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: ReadonlyMap<string, string>;

  @consume({ context: roomListContext })
  list!: RoomList;

  @consume({ context: preferencesContext })
  preferences!: PreferenceStore;

  @consume({ context: administratorsContext, subscribe: true })
  @property({ attribute: false })
  administrators!: ReadonlySet<string>;

  /** The position of the line "New messages". */
  @state() private unreadAfter = Infinity;
  @query('.scroller') private scroller!: HTMLElement;
  @query('.rows') private content!: HTMLElement;
  @query('toast-message') private toast!: ToastMessage;

  readonly #window = new ListWindow<Message>();
  readonly #anchor = new ScrollAnchor(() => this.scroller);
  readonly #resized = new ResizeObserver(() => this.#resize());
  readonly #attention = new Attention(this, () => this.#look());
  readonly #reading = new ReadingPosition({
    scroller: () => this.scroller,
    messages: () => this.room.messages,
    atEnd: () => this.#anchor.atEnd,
    isReading: () => !this.dormant && this.#attention.given && this.room.status === 'ready',
    seen: (seq) => emit(this, 'messages-seen', seq),
  });
  readonly #printing = new Printing(this, () => this.#print());
  readonly #narrow = new MediaQuery(this, '(max-width: 47.99rem)');
  readonly #link = new LinkTarget({
    window: this.#window,
    anchor: this.#anchor,
    content: () => this.content,
    changed: () => this.requestUpdate(),
  });
  readonly #input = new ListInput(this, {
    content: () => this.content,
    rows: () => this.#messages,
    context: () => this.#context,
  });
  readonly #density = new Density(this);
  readonly #folding = new Folding(() => this.#refold());
  #context!: RowContext;
  #messages = new Map<string, MessageRow>();
  /** Whether it has been opened, at the end or at the first unread message. */
  #shown = false;
  #woken = false;
  readonly #older = new OlderMessages({
    window: this.#window,
    room: () => this.room,
    extended: () => this.requestUpdate(),
    wanted: () => emit(this, 'older-wanted'),
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#reading.stop();
  }

  protected override sleep(): void {
    this.#reading.stop();
    this.unreadAfter = Infinity;
  }

  protected override wake(): void {
    this.#woken = true;
  }

  /** Scrolls to the newest message, for example after sending. */
  toEnd(): void {
    this.unreadAfter = Infinity;
    this.#goToEnd();
  }

  /** Scrolls a page up (-1) or down (1), with a small overlap. */
  scrollPage(direction: -1 | 1): void {
    this.scroller.scrollBy({ top: direction * 0.9 * this.scroller.clientHeight });
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.scroller);
    this.#resized.observe(this.content);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('target') && (this.target !== undefined || this.hasUpdated)) this.#link.want(this.target, true);
    if (changed.has('room')) this.#receive();
    if (this.room.status === 'ready') this.#link.find(this.room.messages);
  }

  #receive(): void {
    this.#window.messages = this.room.messages;
    const isReady = this.room.status === 'ready';
    // A room seen before is where it was left, unless something is unread.
    const opens = !this.#shown || (this.#woken && this.unreadFrom !== undefined);
    if (opens && isReady) this.#open();
    this.#shown = isReady;
    this.#woken = false;
    const isReading = this.#anchor.atEnd && this.#attention.given;
    if (this.room.unread > 0 && !isReading && this.unreadAfter === Infinity) this.unreadAfter = this.room.seen;
  }

  /** Shows the newest messages, or the first unread one. */
  #open(): void {
    this.#window.toEnd();
    if (this.target === undefined) this.#link.want(this.unreadFrom, false);
  }

  protected override update(changed: PropertyValues): void {
    if (this.hasUpdated) this.#anchor.hold();
    super.update(changed);
    this.#anchor.restore();
  }

  protected override updated(): void {
    this.#link.show();
    this.#settle();
    this.#see();
  }

  protected override render(): TemplateResult {
    const { status, unread } = this.room;
    const { atEnd } = this.#anchor;
    return html`
      <div
        class="scroller"
        role="log"
        aria-label=${msg('Messages')}
        aria-live="off"
        aria-busy=${status === 'loading' ? 'true' : 'false'}
        tabindex="-1"
        @scroll=${this.#scroll}
        @focusin=${this.#input.focus}
        @keydown=${this.#input.key}
        @pointerdown=${this.#input.press.down}
        @pointermove=${this.#input.press.move}
        @touchend=${this.#input.press.lift}
        @pointercancel=${this.#input.press.end}
        @contextmenu=${this.#input.press.menu}
        @copy=${this.#input.copy}
        @animationend=${this.#link.fade}
      >
        <div class="rows">${this.#renderContent()}</div>
      </div>
      ${atEnd ? nothing : renderPill(unread, () => this.#toNewest())}
      <toast-message></toast-message>
    `;
  }

  #renderContent(): unknown {
    const rows = this.#rows();
    if (this.room.status === 'ready' && rows.length === 0) return this.#renderIntro(true);
    this.#context = this.#makeContext(rows);
    return html`
      ${renderBefore(this.room.status, this.#older.edge, {
        retry: () => emit(this, 'history-retry'),
        load: () => this.#older.ask(),
        begin: () => this.#renderIntro(false),
      })}
      ${renderRows(rows, this.#context)}
    `;
  }

  #renderIntro(empty: boolean): TemplateResult {
    return renderIntro(this, { room: this.info, person: this.person, names: this.names, empty });
  }

  /** The messages in the window; all known ones while printing. */
  #rows(): Row[] {
    const { status, messages, pending } = this.room;
    if (status !== 'ready') return timeline([], pending, Infinity);
    if (this.#printing.active) return timeline(messages, pending);
    return timeline(this.#window.slice(this.#anchor.atEnd), this.#window.open ? pending : [], this.#lastRead);
  }

  get #lastRead(): number {
    return this.unreadFrom === undefined ? this.unreadAfter : this.unreadFrom - 1;
  }

  #makeContext(rows: Row[]): RowContext {
    this.#messages = new Map(rows.flatMap((row) => (row.kind === 'message' ? [[row.key, row]] : [])));
    return rowContext(this, {
      active: this.#messages.has(this.#input.active ?? '') ? this.#input.active : [...this.#messages.keys()].at(-1),
      target: this.#link.lit,
      columns: this.#narrow.matches ? NARROW_COLUMNS : WIDE_COLUMNS,
      compact: this.#density.compact,
      folding: this.#folding,
      confirm: (text) => this.toast.show(text),
    });
  }

  /** The reader stays at the message that was folded or unfolded, even if it was the last one. */
  #refold(): void {
    this.#anchor.atEnd = false;
    this.requestUpdate();
  }

  /** The list sticks to its end again if the rows have come to end here, without a scroll event. */
  #settle(): void {
    if (this.#anchor.atEnd || this.#printing.active || !this.#window.open || !this.#anchor.isNearEnd()) return;
    this.#anchor.atEnd = true;
    this.requestUpdate();
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
    if (this.#printing.active) return;
    if (this.#anchor.hasResized) {
      // The layout caused this scroll event, not the reader.
      this.#anchor.restore();
      return;
    }
    const atEnd = this.#window.open && this.#anchor.isNearEnd();
    if (atEnd !== this.#anchor.atEnd) {
      this.#anchor.atEnd = atEnd;
      this.requestUpdate();
    }
    this.#anchor.hold();
    this.#reading.look();
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.#older.scrolled(scrollTop < AHEAD);
    if (scrollHeight - scrollTop - clientHeight < AHEAD && this.#window.extendDown()) this.requestUpdate();
  }

  /** Reports what is in view; a list too short to scroll requests older messages. */
  #see(): void {
    if (this.room.status !== 'ready') return;
    this.#reading.look();
    if (this.scroller.scrollTop < AHEAD) this.#older.fill();
  }

  #look(): void {
    if (!this.hasUpdated || this.dormant) return;
    if (this.#attention.given) this.#see();
    else if (this.room.unread === 0) this.unreadAfter = Infinity;
  }

  #resize(): void {
    if (!this.dormant && this.#anchor.hasResized) this.#anchor.restore();
  }

  #print(): void {
    this.requestUpdate();
    this.performUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-list': MessageList;
  }
}
