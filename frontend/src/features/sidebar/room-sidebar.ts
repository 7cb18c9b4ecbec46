import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { MyRoom, Session } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { plural } from '../../i18n/plural.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import type { Names } from '../../stores/people.ts';
import type { Presence } from '../../stores/presence.ts';
import { avatars, base, controls, logoStyles, sheet } from '../../styles/sheets.ts';
import { formatNumber } from '../../text/format.ts';
import { avatar } from '../../ui/avatar.ts';
import {
  chevronIcon,
  downIcon,
  inboxIcon,
  logo,
  newMessageIcon,
  plusIcon,
  searchIcon,
  settingsIcon,
} from '../../ui/icons.ts';
import type { MenuGroup } from '../../ui/menu-button.ts';
import '../../ui/menu-button.ts';
import { namesContext, personContext, presenceContext, servicesContext, type Services } from '../contexts.ts';
import { emit } from '../events.ts';
import { shortcut } from '../keys.ts';
import { pathOf } from '../../state/routes.ts';
import { roomName } from '../room/room-names.ts';
import { moveFocus } from './row-keys.ts';
import styles from './room-sidebar.css?inline';
import { attentionOf, nextUnread, shortCount, toSections, type Sections } from './sections.ts';
import { renderRow } from './sidebar-row.ts';

type SectionName = keyof Sections;

/** Where this browser keeps which sections are closed. */
const CLOSED = 'chat:closed-sections';

/** The rooms of the user who is logged in, what waits in each, and the user at the end. */
@customElement('room-sidebar')
@localized()
export class RoomSidebar extends SignalWatcher(LitElement) {
  static override styles = [base, controls, avatars, logoStyles, sheet(styles)];

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
  /** Unread rooms below what is in view. */
  @state() private below = 0;
  @query('.scroll') private scroller!: HTMLElement;
  #online: ReadonlySet<string | undefined> = new Set();
  readonly #resize = new ResizeObserver(() => this.#countBelow());

  override connectedCallback(): void {
    super.connectedCallback();
    this.closed = new Set((this.services.storage.get(CLOSED) ?? '').split(','));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
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

  protected override firstUpdated(): void {
    this.#resize.observe(this.scroller);
  }

  protected override updated(): void {
    this.#countBelow();
  }

  protected override render(): TemplateResult {
    const sections = toSections(this.rooms, (room) => roomName(room, this.names));
    this.#online = new Set(this.presence.people.map(({ sub }) => sub));
    return html`<div class="frame" role=${this.alone ? 'main' : nothing}>
      ${this.alone ? html`<h1 class="visually-hidden">${msg('Rooms')}</h1>` : nothing} ${this.#renderNav(sections)}
    </div>`;
  }

  #renderNav(sections: Sections): TemplateResult {
    return html`<nav aria-label=${msg('Rooms')} @keydown=${this.#key}>
      ${this.#renderHome()}
      <div class="jump">
        <button
          aria-haspopup="dialog"
          aria-keyshortcuts="Control+K Meta+K"
          @click=${() => emit(this, 'dialog-open', 'switcher')}
        >
          ${searchIcon}<span>${msg('Jump to…')}</span><kbd aria-hidden="true">${shortcut('K')}</kbd>
        </button>
      </div>
      <div class="scroll" @scroll=${this.#countBelow}>
        ${this.complete ? this.#renderInbox() : nothing} ${this.#renderSection('rooms', sections.rooms)}
        ${this.complete ? this.#renderSection('direct', sections.direct) : nothing}
      </div>
      ${this.below > 0 ? this.#renderBelow() : nothing} ${this.#renderMe()}
    </nav>`;
  }

  #renderHome(): TemplateResult {
    const name = this.services.about.name.value ?? msg('Chat');
    return html`<header class="home">
      <menu-button class="chat" label=${msg('Chat menu')} .groups=${this.#menu()}>
        ${logo}<strong dir="auto" title=${name}>${name}</strong>${chevronIcon}
      </menu-button>
      ${this.complete ? this.#renderNewMessage('icon', newMessageIcon) : nothing}
    </header>`;
  }

  #menu(): MenuGroup[] {
    const account = !this.person.roles.includes('guest');
    return [
      {
        items: [
          ...(this.complete && account
            ? [
                { label: msg('New room'), run: () => emit(this, 'dialog-open', 'new-room') },
                { label: msg('Browse rooms'), run: () => emit(this, 'dialog-open', 'browse') },
              ]
            : []),
          ...(this.complete
            ? [
                { label: msg('New message'), run: () => emit(this, 'dialog-open', 'new-message') },
                { label: msg('Mark all as read'), run: () => emit(this, 'all-read') },
              ]
            : []),
        ],
      },
      {
        items: [
          { label: msg('Keyboard shortcuts'), run: () => emit(this, 'dialog-open', 'keys') },
          { label: msg('Settings'), run: () => emit(this, 'settings-open') },
        ],
      },
    ];
  }

  #renderInbox(): TemplateResult {
    const { mentions } = this;
    const classes = ['row', this.inbox ? 'selected' : '', mentions > 0 ? 'unread' : ''].join(' ');
    return html`<ul class="top">
      <li>
        <a class=${classes} href=${pathOf({ name: 'inbox' })} aria-current=${this.inbox ? 'page' : nothing}>
          ${inboxIcon}<span class="text">${msg('Inbox')}</span>
          ${
            mentions > 0
              ? html`<span class="badge" aria-hidden="true">${short(mentions)}</span>
                  <span class="visually-hidden">, ${describeMentions(mentions)}</span>`
              : nothing
          }
        </a>
      </li>
    </ul>`;
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
    return renderRow(room, {
      name: roomName(room, this.names),
      attention: attentionOf(room, now),
      selected: room.id === this.selected,
      draft: this.drafts.has(room.id),
      online: this.#online,
    });
  }

  #renderAdd(section: SectionName): TemplateResult | typeof nothing {
    if (!this.complete) return nothing;
    if (section === 'direct') return this.#renderNewMessage('icon mini', plusIcon);
    if (this.person.roles.includes('guest')) return nothing;
    const items = [
      { label: msg('New room'), run: () => emit(this, 'dialog-open', 'new-room') },
      { label: msg('Browse rooms'), run: () => emit(this, 'dialog-open', 'browse') },
    ];
    return html`<menu-button class="mini" label=${msg('Add a room')} .groups=${[{ items }]}>${plusIcon}</menu-button>`;
  }

  #renderNewMessage(classes: string, icon: TemplateResult): TemplateResult {
    const label = msg('New message');
    return html`<button
      class=${classes}
      aria-label=${label}
      title=${label}
      aria-haspopup="dialog"
      @click=${() => emit(this, 'dialog-open', 'new-message')}
    >
      ${icon}
    </button>`;
  }

  #renderNoDirect(): TemplateResult {
    return html`<button class="row start" @click=${() => emit(this, 'dialog-open', 'new-message')}>
      ${plusIcon}<span class="text">${msg('Write to somebody')}</span>
    </button>`;
  }

  #renderBelow(): TemplateResult {
    const text = plural(
      this.below,
      (count) => msg(str`${count} unread below`),
      (count) => msg(str`${count} unread below`),
    );
    return html`<div class="edge">
      <button class="below" @click=${this.#showBelow}>${downIcon}${text}</button>
    </div>`;
  }

  #renderMe(): TemplateResult {
    const { sub, username, roles } = this.person;
    const name = this.names.get(sub) ?? username;
    const label = msg('Settings');
    return html`<footer class="me">
      ${avatar(roles.includes('guest') ? name : sub, name)}
      <p class="who">
        <strong dir="auto" title=${name}>${name}</strong>
        <small>${this.presence.live ? msg('Online') : msg('Not connected')}</small>
      </p>
      <button
        class="icon"
        aria-label=${label}
        title=${label}
        aria-haspopup="dialog"
        @click=${() => emit(this, 'settings-open')}
      >
        ${settingsIcon}
      </button>
    </footer>`;
  }

  #fold(section: SectionName): void {
    const closed = new Set(this.closed);
    if (!closed.delete(section)) closed.add(section);
    this.closed = closed;
    this.services.storage.set(CLOSED, [...closed].join(','));
  }

  readonly #countBelow = (): void => {
    this.below = this.#unreadBelow().length;
  };

  #unreadBelow(): HTMLElement[] {
    const { bottom } = this.scroller.getBoundingClientRect();
    const unread = this.scroller.querySelectorAll<HTMLElement>('section .row.unread');
    return [...unread].filter((row) => row.getBoundingClientRect().top >= bottom);
  }

  #showBelow(): void {
    this.#unreadBelow()[0]?.scrollIntoView({ block: 'center' });
  }

  #key(event: KeyboardEvent): void {
    moveFocus(event, [...this.scroller.querySelectorAll<HTMLElement>('.row')]);
  }
}

const short = (count: number): string => shortCount(count, (number) => formatNumber(number, readerLocale()));

function describeMentions(mentions: number): string {
  return plural(
    mentions,
    (count) => msg(str`${count} mention`),
    (count) => msg(str`${count} mentions`),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'room-sidebar': RoomSidebar;
  }
}
