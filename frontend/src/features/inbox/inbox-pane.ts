import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Message } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { ignoredIn } from '../../stores/ignored.ts';
import { MentionPages } from '../../stores/mention-pages.ts';
import type { LostTexts } from '../../stores/unsent-texts.ts';
import type { Names } from '../../stores/people.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import type { RoomList } from '../../stores/room-list.ts';
import { avatars, base, controls, emptyStates, sheet } from '../../styles/sheets.ts';
import { withoutRoomLinks } from '../../text/room-links.ts';
import { avatar } from '../../ui/avatar.ts';
import { renderEmptyState } from '../../ui/empty-state.ts';
import { alertIcon, backIcon, checkAllIcon, inboxIcon } from '../../ui/icons.ts';
import { namesContext, preferencesContext, roomListContext } from '../contexts.ts';
import { emit } from '../events.ts';
import { pathOf } from '../../state/routes.ts';
import { roomName } from '../room/room-names.ts';
import { renderTime, renderUnreadRooms, unreadRooms } from './unread-rooms.ts';
import '../room/kept-text.ts';
import styles from './inbox-pane.css?inline';

/** The rooms in which something is unread, and the messages that mention the user in all rooms, the newest first. */
@customElement('inbox-pane')
@localized()
export class InboxPane extends SignalWatcher(LitElement) {
  static override styles = [base, controls, avatars, emptyStates, sheet(styles)];

  /** Unread mentions in all rooms: when it changes, there may be new ones. */
  @property({ type: Number }) mentions = 0;

  /** What was written for rooms that the user is in no longer. */
  @property({ attribute: false }) lost: readonly LostTexts[] = [];

  @consume({ context: roomListContext })
  list!: RoomList;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @consume({ context: preferencesContext })
  preferences!: PreferenceStore;

  #pages!: MentionPages;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const before = changed.get('mentions');
    if (this.hasUpdated && (before === undefined || before >= this.mentions)) return;
    this.#pages = new MentionPages((seq) => this.list.listMentions(seq));
    void this.#pages.load();
  }

  protected override render(): TemplateResult {
    const { status, messages, hasMore, failure } = this.#pages.state.value;
    const rooms = unreadRooms(this.list.rooms.value, calendar.now);
    const isEmpty = messages.length + rooms.length + this.lost.length === 0 && status === 'ready';
    const back = msg('Back to the list of rooms');
    return html`<header>
        <a class="back" href=${pathOf({ name: 'home' })} aria-label=${back} title=${back}>${backIcon}</a>
        <h1>${msg('Inbox')}</h1>
        <button class="quiet small" @click=${() => emit(this, 'all-read')}>
          ${checkAllIcon}${msg('Mark all as read')}
        </button>
      </header>
      <main>
        ${repeat(
          this.lost,
          ({ room }) => room,
          (lost) => this.#renderLost(lost),
        )}
        ${isEmpty ? renderEmpty() : nothing} ${renderUnreadRooms(rooms, this.names)}
        ${messages.length > 0 ? html`<h2>${msg('Mentions')}</h2>` : nothing}
        <ul aria-label=${msg('Messages that mention you')} aria-busy=${status === 'loading' ? 'true' : 'false'}>
          ${repeat(
            messages,
            ({ id }) => id,
            (message) => this.#renderMessage(message),
          )}
        </ul>
        <div role="alert">
          ${failure ? html`<p class="problem">${alertIcon}<span>${describeFailure(failure)}</span></p>` : nothing}
        </div>
        ${
          hasMore || failure
            ? html`<button class="quiet small more" @click=${() => void this.#pages.load()}>
                ${failure ? msg('Try again') : msg('Show more')}
              </button>`
            : nothing
        }
      </main>`;
  }

  #renderLost({ room, texts }: LostTexts): TemplateResult {
    const name = this.list.lost(room)?.name;
    const heading =
      name === undefined
        ? msg('Not sent: you are no longer in this room')
        : msg(str`Not sent: you are no longer in ${name}`);
    return html`<kept-text .room=${room} .heading=${heading} .text=${texts.join('\n\n')}></kept-text>`;
  }

  #renderMessage({ room, seq, sub, username, guest, message, timestamp }: Message): TemplateResult {
    const name = this.names.get(sub) ?? username;
    const ignored = ignoredIn(this.preferences.value.value);
    const known = this.list.find(room);
    const unread = known !== undefined && seq > known.marker;
    const label = msg(str`Profile of ${name}`);
    return html`<li class=${unread ? 'message unread' : 'message'}>
      <button
        class="face"
        title=${label}
        aria-haspopup="dialog"
        @click=${() => emit(this, 'person-open', { sub, name, guest })}
      >
        ${avatar(guest ? name : sub, name)}
        <span class="visually-hidden">${label}</span>
      </button>
      <a href=${pathOf({ name: 'room', room, seq })}>
        <p class="by">
          <strong dir="auto">${name}</strong>
          <span class="hint" dir="auto">${known ? roomName(known, this.names) : nothing}</span>
          ${renderTime(timestamp)}
          ${unread ? html`<span class="dot"></span><span class="visually-hidden">${msg('unread')}</span>` : nothing}
        </p>
        ${
          ignored.has(sub)
            ? html`<p class="hint">${msg('Message from a person you ignore')}</p>`
            : html`<p class="text" dir="auto">${withoutRoomLinks(message)}</p>`
        }
      </a>
    </li>`;
  }
}

const renderEmpty = (): TemplateResult =>
  renderEmptyState({
    icon: inboxIcon,
    heading: msg('You are up to date'),
    text: msg('Unread rooms and messages that mention you are collected here.'),
  });

declare global {
  interface HTMLElementTagNameMap {
    'inbox-pane': InboxPane;
  }
}
