import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { MyRoom, Session } from '../../api/types.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import type { Names } from '../../stores/people.ts';
import type { Presence } from '../../stores/presence.ts';
import { avatars, base, controls, sheet } from '../../styles/sheets.ts';
import { chevronIcon, plusIcon } from '../../ui/icons.ts';
import { namesContext, personContext, presenceContext, servicesContext, type Services } from '../contexts.ts';
import { emit } from '../events.ts';
import { peopleBySub, presenceOf, statusOf } from '../people/presence-of.ts';
import { partnerOf, roomName } from '../room/room-names.ts';
import { roomItems } from './chat-menu.ts';
import { renderNewMessage } from './new-message-button.ts';
import { moveFocus } from './row-keys.ts';
import styles from './room-sidebar.css?inline';
import { attentionOf, nextUnread, toSections, type Sections } from './sections.ts';
import { renderInbox, renderRow } from './sidebar-row.ts';
import rowStyles from './sidebar-row.css?inline';
import sectionStyles from './sidebar-section.css?inline';
import { UnreadBelow } from './unread-below.ts';
import '../../ui/menu-button.ts';
import './sidebar-head.ts';
import './sidebar-me.ts';

type SectionName = keyof Sections;

/** Where this browser keeps which sections are closed. */
const CLOSED = 'chat:closed-sections';

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

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  @state() private closed: ReadonlySet<string> = new Set();
  @query('.scroll') private scroller!: HTMLElement;
  readonly #below = new UnreadBelow(this, () => this.scroller);

  override connectedCallback(): void {
    super.connectedCallback();
    this.closed = new Set((this.services.storage.get(CLOSED) ?? '').split(','));
  }

  /** The next unread room after the one that is shown. */
  nextUnread(): string | undefined {
    const sections = toSections(this.rooms, (room) => roomName(room, this.names));
    return nextUnread(sections, this.selected, calendar.now)?.id;
  }

  /** Moves the focus to a room's row. */
  focusRoom(id: string): void {
    this.scroller.querySelector<HTMLElement>(`.row[data-room="${CSS.escape(id)}"]`)?.focus();
  }

  protected override render(): TemplateResult {
    const sections = toSections(this.rooms, (room) => roomName(room, this.names));
    return html`<div class="frame" role=${this.alone ? 'main' : nothing}>
      ${this.alone ? html`<h1 class="visually-hidden">${msg('Rooms')}</h1>` : nothing}
      <nav aria-label=${msg('Rooms')} @keydown=${this.#key}>
        <sidebar-head .complete=${this.complete}></sidebar-head>
        <div class="scroll" @scroll=${this.#below.count}>
          ${
            this.complete
              ? html`<ul>
                  <li>${renderInbox(this.mentions, this.inbox)}</li>
                </ul>`
              : nothing
          }
          ${this.#renderSection('rooms', sections.rooms)}
          ${this.complete ? this.#renderSection('direct', sections.direct) : nothing}
        </div>
        ${this.#below.render()}
        <sidebar-me></sidebar-me>
      </nav>
    </div>`;
  }

  #renderSection(section: SectionName, rooms: readonly MyRoom[]): TemplateResult {
    const open = !this.closed.has(section);
    const name = section === 'rooms' ? msg('Rooms') : msg('Direct messages');
    const now = calendar.now;
    // What is open, and what waits, stays in view in a closed section.
    const shown = open ? rooms : rooms.filter((room) => room.id === this.selected || attentionOf(room, now).unread);
    return html`<section aria-label=${name}>
      <h2>
        <button class="fold" aria-expanded=${open ? 'true' : 'false'} @click=${() => this.#fold(section)}>
          ${chevronIcon}<span>${name}</span>
        </button>
        ${this.#renderAdd(section)}
      </h2>
      <ul>
        ${repeat(
          shown,
          ({ id }) => id,
          (room) => html`<li>${this.#renderRoom(room, now)}</li>`,
        )}
      </ul>
      ${rooms.length === 0 && section === 'direct' ? this.#renderNoDirect() : nothing}
    </section>`;
  }

  #renderRoom(room: MyRoom, now: number): TemplateResult {
    const partner = peopleBySub(this.presence).get(partnerOf(room)?.sub ?? '');
    return renderRow(room, {
      name: roomName(room, this.names),
      attention: attentionOf(room, now),
      selected: room.id === this.selected,
      draft: this.drafts.has(room.id),
      presence: presenceOf(partner, now),
      status: statusOf(partner, now),
    });
  }

  #renderAdd(section: SectionName): TemplateResult | typeof nothing {
    if (!this.complete) return nothing;
    if (section === 'direct') return renderNewMessage(this, 'mini', plusIcon);
    if (this.person.roles.includes('guest')) return nothing;
    return html`<menu-button class="mini" label=${msg('Add a room')} .groups=${[{ items: roomItems(this) }]}
      >${plusIcon}</menu-button
    >`;
  }

  #renderNoDirect(): TemplateResult {
    return html`<button class="row start" @click=${() => emit(this, 'dialog-open', 'new-message')}>
      ${plusIcon}<span class="text">${msg('Write to somebody')}</span>
    </button>`;
  }

  #fold(section: SectionName): void {
    const closed = new Set(this.closed);
    if (!closed.delete(section)) closed.add(section);
    this.closed = closed;
    this.services.storage.set(CLOSED, [...closed].join(','));
  }

  #key(event: KeyboardEvent): void {
    moveFocus(event, [...this.scroller.querySelectorAll<HTMLElement>('.row')]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'room-sidebar': RoomSidebar;
  }
}
