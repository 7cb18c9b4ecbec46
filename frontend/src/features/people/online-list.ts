import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Session } from '../../api/types.ts';
import type { OnlinePerson, Presence } from '../../stores/presence.ts';
import {
  administratorsContext,
  personContext,
  presenceContext,
  roomContext,
  servicesContext,
  type Services,
} from '../contexts.ts';
import type { RoomView } from '../../stores/room.ts';
import { emit } from '../events.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { plural } from '../../i18n/plural.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { avatars, base, controls, sheet } from '../../styles/sheets.ts';
import { formatNumber } from '../../text/format.ts';
import { avatar } from '../../ui/avatar.ts';
import { logoutIcon } from '../../ui/icons.ts';
import { describePresence, presenceOf, statusOf } from './presence-of.ts';
import { personButtons, renderPersonButton } from './person-button.ts';
import { renderStatusEmoji } from './status-emoji.ts';
import styles from './online-list.css?inline';

/** The list and the number of users online. */
@customElement('online-list')
@localized()
export class OnlineList extends SignalWatcher(LitElement) {
  static override styles = [base, controls, avatars, personButtons, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @consume({ context: roomContext, subscribe: true })
  @property({ attribute: false })
  room!: RoomView;

  @consume({ context: administratorsContext, subscribe: true })
  @property({ attribute: false })
  administrators!: ReadonlySet<string>;

  protected override render(): TemplateResult {
    const { count, people, live } = this.presence;
    const more = count - people.length;
    const known = live || count > 0;
    return html`<div class=${live ? nothing : 'stale'}>
      <h2>
        ${msg('Online')} ${known ? html`<span class="count">${formatNumber(count, readerLocale())}</span>` : nothing}
      </h2>
      ${known ? nothing : this.#renderUnknown()}
      <ul aria-label=${msg('Online')}>
        ${repeat(
          people,
          ({ sub, name }) => sub ?? name,
          (person) => this.#renderPerson(person),
        )}
      </ul>
      ${more > 0 ? html`<p class="hint">${describeMore(more)}</p>` : nothing}
    </div>`;
  }

  /** Still loading, which is not a failure. */
  #renderUnknown(): TemplateResult {
    const loading = this.presence.loading === true && this.room.status !== 'failed';
    return html`<p class="hint">${loading ? msg('Loading…') : msg('Online status is unavailable.')}</p>`;
  }

  #renderPerson(person: OnlinePerson): TemplateResult {
    const { sub, name, guest } = person;
    const presence = presenceOf(person, calendar.now) ?? 'online';
    const status = statusOf(person, calendar.now);
    const isMe = sub === undefined ? name === this.person.username : sub === this.person.sub;
    return html`<li>
      ${avatar(guest ? name : (sub ?? name), name, { size: 32, presence })}
      ${
        sub === undefined
          ? html`<span class="who" dir="auto" title=${name}>${name}</span>`
          : renderPersonButton(this, { sub, name, guest: guest === true })
      }
      ${presence === 'online' ? nothing : html`<span class="visually-hidden">${describePresence(presence)}</span>`}
      ${status ? renderStatusEmoji(status) : nothing} ${isMe ? html`<span class="hint">${msg('you')}</span>` : nothing}
      ${this.administrators.has(sub ?? '') ? html`<span class="tag admin">${msg('admin')}</span>` : nothing}
      ${guest && !isMe ? html`<span class="tag">${msg('guest')}</span>` : nothing}
      ${guest && !isMe && sub !== undefined ? this.#renderEnd(sub, name) : nothing}
    </li>`;
  }

  /** For administrators. Accounts are on the page of people. */
  #renderEnd(sub: string, name: string): TemplateResult | typeof nothing {
    if (!this.person.roles.includes('admin')) return nothing;
    const label = msg(str`End the session of ${name}`);
    const ask = () =>
      emit(this, 'question-ask', {
        heading: msg(str`End the session of ${name}?`),
        text: msg('This guest will be logged out everywhere, and the name will be available again. The messages stay.'),
        action: msg('End the session'),
        run: () => this.services.accounts.endGuest(sub),
      });
    return html`<button class="icon" aria-label=${label} title=${label} aria-haspopup="dialog" @click=${ask}>
      ${logoutIcon}
    </button>`;
  }
}

function describeMore(more: number): string {
  return plural(
    more,
    (count) => msg(str`and ${count} more person`),
    (count) => msg(str`and ${count} more people`),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'online-list': OnlineList;
  }
}
