import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { MyRoom, Session } from '../../api/types.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { changeSection, DIRECT, FAVOURITES, ROOMS, sectionsOf } from '../../stores/arrangement.ts';
import type { Names } from '../../stores/people.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import type { Presence } from '../../stores/presence.ts';
import { avatars, base, controls, sheet } from '../../styles/sheets.ts';
import { moreIcon, plusIcon } from '../../ui/icons.ts';
import type { MenuButton, MenuGroup } from '../../ui/menu-button.ts';
import { namesContext, personContext, preferencesContext, presenceContext } from '../contexts.ts';
import { Density } from '../density.ts';
import { emit } from '../events.ts';
import { peopleBySub, presenceOf, statusOf } from '../people/presence-of.ts';
import { partnerOf, roomName } from '../room/room-names.ts';
import { roomItems } from './chat-menu.ts';
import { renderNewMessage } from './new-message-button.ts';
import { placeGroup, sectionName } from './place-menu.ts';
import { RoomOrder } from './room-order.ts';
import { RowBatches } from './row-batches.ts';
import { moveFocus, opensMenu } from './row-keys.ts';
import styles from './room-sidebar.css?inline';
import { sectionMenu } from './section-menu.ts';
import { arrange, attentionOf, nextUnread, type Section } from './sections.ts';
import { renderInbox, renderRow } from './sidebar-row.ts';
import rowStyles from './sidebar-row.css?inline';
import { renderSection } from './sidebar-section.ts';
import sectionStyles from './sidebar-section.css?inline';
import { UnreadBelow } from './unread-below.ts';
import '../../ui/menu-button.ts';
import './sidebar-head.ts';
import './sidebar-me.ts';

/** The rooms of the user who is logged in, and what waits in each. */
@customElement('room-sidebar')
@localized()
export class RoomSidebar extends SignalWatcher(LitElement) {
  static override styles = [base, controls, avatars, sheet(styles), sheet(sectionStyles), sheet(rowStyles)];

  @property({ attribute: false }) rooms: readonly MyRoom[] = [];
  /** False while `general` is all that is known: the server knows no rooms, or has not answered. */
  @property({ type: Boolean }) complete = false;
  /** The room that is shown. */
  @property() selected: string | undefined;
  @property({ type: Boolean }) inbox = false;
  /** The list is all that is shown: on a phone. */
  @property({ type: Boolean }) alone = false;
  /** Rooms with an unsent text. */
  @property({ attribute: false }) drafts: ReadonlySet<string> = new Set();
  /** Unread messages that mention the user, in all rooms. */
  @property({ type: Number }) mentions = 0;
  /** The rooms that the user has lost with something unsent, which the inbox shows. */
  @property({ type: Number }) lost = 0;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  @consume({ context: preferencesContext })
  preferences!: PreferenceStore;

  /** The room whose menu is open. */
  @state() private menuOf: MyRoom | undefined;
  @query('.scroll') private scroller!: HTMLElement;
  @query('.row-menu') private menu!: MenuButton;
  readonly #density = new Density(this);
  readonly #batches = new RowBatches(this);
  readonly #below = new UnreadBelow(this, () => this.scroller);
  readonly #order = new RoomOrder(this, {
    sections: () => this.#sections,
    preferences: () => this.preferences.value.peek(),
    scroller: () => this.scroller,
  });
  #sections: readonly Section[] = [];
  #held: string | undefined;
  /** The room whose row gets the focus as soon as there is one. */
  #toFocus: string | undefined;
  /** The next unread room after the one that is shown. */
  nextUnread(): string | undefined {
    return nextUnread(this.#sections, this.selected, calendar.now)?.id;
  }

  /** Moves the focus to a room's row, at once or when the rooms are there. */
  focusRoom(id: string): void {
    this.#toFocus = id;
    this.requestUpdate();
  }

  protected override updated(): void {
    if (this.#toFocus === undefined) return;
    const row = this.scroller.querySelector<HTMLElement>(`.row[data-room="${CSS.escape(this.#toFocus)}"]`);
    row?.focus();
    if (row) this.#toFocus = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!changed.has('selected')) return;
    const room = this.rooms.find(({ id }) => id === this.selected);
    this.#held = room && attentionOf(room, calendar.now).unread ? room.id : undefined;
  }

  protected override render(): TemplateResult {
    this.#sections = arrange(this.rooms, {
      preferences: this.preferences.value.value,
      nameOf: (room) => roomName(room, this.names),
      now: calendar.now,
      held: this.#held,
    });
    return html`<div class="frame" role=${this.alone ? 'main' : nothing}>
      ${this.alone ? html`<h1 class="visually-hidden">${msg('Rooms')}</h1>` : nothing}
      <nav aria-label=${msg('Rooms')} @keydown=${this.#key}>
        <sidebar-head .complete=${this.complete}></sidebar-head>
        <div
          class="scroll"
          @scroll=${this.#below.count}
          @contextmenu=${this.#press}
          @dragstart=${this.#order.drag.begin}
          @dragover=${this.#order.drag.over}
          @drop=${this.#order.drag.drop}
          @dragend=${this.#order.drag.end}
        >
          ${
            this.complete
              ? html`<ul>
                  <li>${renderInbox(this.mentions, this.inbox, this.lost > 0)}</li>
                </ul>`
              : nothing
          }
          ${repeat(
            this.#sections.filter((section) => this.#isShown(section)),
            ({ id }) => id,
            (section) => this.#renderSection(section),
          )}
        </div>
        ${this.#below.render()}
        <menu-button
          class="row-menu"
          @contextmenu=${(event: Event) => event.preventDefault()}
          .groups=${this.menuOf ? this.#rowMenu(this.menuOf) : []}
        ></menu-button>
        <sidebar-me></sidebar-me>
        <p class="visually-hidden" role="status">${this.#order.announcement}</p>
      </nav>
    </div>`;
  }

  #isShown({ id, rooms }: Section): boolean {
    if (id === FAVOURITES) return rooms.length > 0;
    return id === ROOMS || this.complete;
  }

  #renderSection(section: Section): TemplateResult {
    const { id, rooms, collapsed } = section;
    const now = calendar.now;
    // What is open, and what waits, stays in view in a closed section.
    const isShown = (room: MyRoom) => !collapsed || room.id === this.selected || attentionOf(room, now).unread;
    return renderSection(section, {
      shown: this.#batches.take(rooms.filter(isShown)),
      renderRoom: (room) => this.#renderRoom(room, now),
      buttons: this.complete ? [this.#renderMenu(section), this.#renderAdd(id)] : nothing,
      empty: id === DIRECT ? this.#renderNoDirect() : html`<p class="nothing">${msg('No rooms yet')}</p>`,
      onFold: () =>
        emit(this, 'preferences-change', changeSection(this.preferences.value.peek(), id, { collapsed: !collapsed })),
    });
  }

  #renderRoom(room: MyRoom, now: number): unknown {
    const partner = peopleBySub(this.presence).get(partnerOf(room)?.sub ?? '');
    return renderRow(room, {
      name: roomName(room, this.names),
      attention: attentionOf(room, now),
      selected: room.id === this.selected,
      draft: this.drafts.has(room.id),
      presence: presenceOf(partner, now),
      status: statusOf(partner, now),
      faceSize: this.#density.compact ? 20 : 24,
      onMenu: this.complete
        ? ({ currentTarget }) => void this.#openMenu(room, currentTarget as HTMLElement)
        : undefined,
    });
  }

  #renderMenu(section: Section): TemplateResult {
    const stored = sectionsOf(this.preferences.value.value).find(({ id }) => id === section.id);
    const label = msg(str`Menu of ${sectionName(section)}`);
    return html`<menu-button
      class="mini section-menu"
      label=${label}
      .groups=${stored ? sectionMenu(this, stored, this.preferences) : []}
      >${moreIcon}</menu-button
    >`;
  }

  #renderAdd(section: string): TemplateResult | typeof nothing {
    if (section === DIRECT) return renderNewMessage(this, 'mini', plusIcon);
    if (section !== ROOMS || this.person.roles.includes('guest')) return nothing;
    return html`<menu-button class="mini" label=${msg('Add a room')} .groups=${[{ items: roomItems(this) }]}
      >${plusIcon}</menu-button
    >`;
  }

  #renderNoDirect(): TemplateResult {
    return html`<button class="row start" @click=${() => emit(this, 'dialog-open', 'new-message')}>
      ${plusIcon}<span class="text">${msg('Write to somebody')}</span>
    </button>`;
  }

  #rowMenu(room: MyRoom): MenuGroup[] {
    return [placeGroup(this, room, this.preferences.value.value), this.#order.group(room.id)];
  }

  async #openMenu(room: MyRoom, anchor: HTMLElement): Promise<void> {
    this.menuOf = room;
    await this.updateComplete;
    this.menu.openFrom(anchor);
  }

  /** By a long press. The mouse has the button, and the browser's own menu of links. */
  #press(event: PointerEvent): void {
    if (event.pointerType === 'touch' && this.#openMenuOf(event.target)) event.preventDefault();
  }

  #openMenuOf(target: EventTarget | null): boolean {
    const row = (target as Element).closest<HTMLElement>('.row[data-room]');
    const room = this.rooms.find(({ id }) => id === row?.dataset['room']);
    if (!row || !room || !this.complete) return false;
    void this.#openMenu(room, row);
    return true;
  }

  #key(event: KeyboardEvent): void {
    if (this.complete && this.#order.key(event)) return;
    if (opensMenu(event) && this.#openMenuOf(event.target)) event.preventDefault();
    moveFocus(event, [...this.scroller.querySelectorAll<HTMLElement>('.row')]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'room-sidebar': RoomSidebar;
  }
}
