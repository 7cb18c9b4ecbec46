import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Failure } from '../../api/result.ts';
import type { MyRoom, PersonDetails, PersonStatus, Session } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { calendar } from '../../state/calendar.ts';
import { pathOf } from '../../state/routes.ts';
import { ignoredIn, ignoring, MAX_IGNORED } from '../../stores/ignored.ts';
import type { Names } from '../../stores/people.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import type { Presence } from '../../stores/presence.ts';
import { avatars, sheet } from '../../styles/sheets.ts';
import { formatAgo, formatTimeIn } from '../../text/format.ts';
import { avatar } from '../../ui/avatar.ts';
import { hashIcon, lockIcon, newMessageIcon } from '../../ui/icons.ts';
import {
  administratorsContext,
  namesContext,
  personContext,
  preferencesContext,
  presenceContext,
  servicesContext,
  type Services,
} from '../contexts.ts';
import { FormDialog } from '../dialogs/form-dialog.ts';
import type { ShownPerson } from '../events.ts';
import { roomName } from '../room/room-names.ts';
import styles from './person-card.css?inline';
import { describePresence, describeStatus, onlineFrom, peopleBySub, presenceOf, statusOf } from './presence-of.ts';
import { describeUntil } from './until.ts';

/** Who somebody is: name, title, status, local time, and the rooms that they share with the user. */
@customElement('person-card')
@localized()
export class PersonCard extends FormDialog {
  static override styles = [...FormDialog.styles, avatars, sheet(styles)];

  @property({ attribute: false }) person!: ShownPerson;

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  me!: Session;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @consume({ context: administratorsContext, subscribe: true })
  @property({ attribute: false })
  administrators!: ReadonlySet<string>;

  @consume({ context: preferencesContext })
  preferences!: PreferenceStore;

  @state() private details: PersonDetails | undefined;
  @state() private failure: Failure | undefined;
  @state() private common: readonly string[] = [];

  override async show(): Promise<void> {
    await super.show();
    const { directory } = this.services;
    const { sub } = this.person;
    const shared = sub === this.me.sub ? undefined : directory.roomsInCommon(sub);
    const details = await directory.person(sub);
    if (details.ok) this.details = details.data;
    else this.failure = details.failure;
    const rooms = await shared;
    if (rooms?.ok) this.common = rooms.data;
  }

  protected override render(): TemplateResult {
    const { sub, guest } = this.person;
    const name = this.details?.displayName ?? this.names.get(sub) ?? this.person.name;
    const now = calendar.now;
    const live = peopleBySub(this.presence).get(sub) ?? onlineFrom(this.details);
    const state = presenceOf(live, now);
    const status = statusOf(live ?? this.details, now);
    const title = live?.title ?? this.details?.title;
    return html`<modal-dialog kind="card" heading=${name}>
      <div class="head">
        ${avatar(guest ? name : sub, name, { size: 56, presence: state })}
        <div>
          ${title === undefined ? nothing : html`<p class="title" dir="auto">${title}</p>`}
          <p class="hint">
            ${describePresence(state)} ${state === 'dnd' ? describeUntil(live?.doNotDisturbUntil ?? '', now) : nothing}
            ${this.#renderTags()}
          </p>
        </div>
      </div>
      ${status ? renderStatus(status, now) : nothing} ${this.#renderFacts(name)} ${this.#renderCommon()}
      ${this.renderProblem()} ${this.#renderFailure()} ${this.#renderActions()}
    </modal-dialog>`;
  }

  #renderTags(): unknown {
    const { sub, guest } = this.person;
    return [
      sub === this.me.sub ? html`<span class="tag">${msg('you')}</span>` : nothing,
      this.administrators.has(sub) ? html`<span class="tag admin">${msg('admin')}</span>` : nothing,
      (this.details?.guest ?? guest) ? html`<span class="tag">${msg('guest')}</span>` : nothing,
    ];
  }

  #renderFacts(name: string): TemplateResult | typeof nothing {
    const { username, timeZone, lastSeen } = this.details ?? {};
    const now = calendar.now;
    const time = timeZone === undefined ? undefined : formatTimeIn(timeZone, now, readerLocale());
    const facts: [string, string | undefined, (string | undefined)?][] = [
      [msg('Own name'), username === name ? undefined : username],
      [msg('Local time'), time, timeZone],
      [msg('Last seen'), lastSeen === undefined ? undefined : formatAgo(Date.parse(lastSeen), readerLocale(), now)],
    ];
    const known = facts.filter(([, fact]) => fact !== undefined);
    if (known.length === 0) return nothing;
    return html`<dl>
      ${known.map(
        ([label, fact, more]) =>
          html`<div>
            <dt>${label}</dt>
            <dd dir="auto" title=${more ?? nothing}>${fact}</dd>
          </div>`,
      )}
    </dl>`;
  }

  #renderCommon(): TemplateResult | typeof nothing {
    const rooms = this.common.map((id) => this.list.find(id)).filter((room) => room !== undefined);
    if (rooms.length === 0) return nothing;
    return html`<section>
      <h3>${msg('Rooms in common')}</h3>
      <ul aria-label=${msg('Rooms in common')}>
        ${rooms.map((room) => html`<li>${this.#renderRoom(room)}</li>`)}
      </ul>
    </section>`;
  }

  #renderRoom(room: MyRoom): TemplateResult {
    return html`<a href=${pathOf({ name: 'room', room: room.id })} @click=${() => this.close()}>
      ${room.kind === 'private' ? lockIcon : hashIcon}<span dir="auto">${roomName(room, this.names)}</span>
    </a>`;
  }

  #renderFailure(): TemplateResult | typeof nothing {
    if (!this.failure) return nothing;
    // Whoever is gone, and a bot that was never online.
    const unknown = this.failure.status === 404;
    return html`<p class="hint" role="status">
      ${unknown ? msg('Nothing more is known of this person.') : describeFailure(this.failure)}
    </p>`;
  }

  #renderActions(): TemplateResult | typeof nothing {
    if (this.person.sub === this.me.sub || !this.list.supported.value) return nothing;
    return html`${this.#isIgnored ? html`<p class="hint ignored">${msg('You ignore this person: their messages are hidden from you. They do not learn of it.')}</p>` : nothing}
      <div class="buttons">
        <button class="primary" @click=${() => void this.#write()}>${newMessageIcon}${msg('Message')}</button>
        <button class="quiet" @click=${() => void this.#ignore()}>
          ${this.#isIgnored ? msg('Stop ignoring') : msg('Ignore')}
        </button>
      </div>`;
  }

  get #isIgnored(): boolean {
    return ignoredIn(this.preferences.value.value).has(this.person.sub);
  }

  async #ignore(): Promise<void> {
    const changes = ignoring(this.preferences.value.peek(), this.person.sub, !this.#isIgnored);
    if (changes) await this.run(() => this.preferences.change(changes));
    else
      this.problem = msg(
        str`You ignore ${MAX_IGNORED} people already. Stop ignoring one of them first, in the settings.`,
      );
  }

  async #write(): Promise<void> {
    const room = await this.run(() => this.list.openDirect([this.person.sub]));
    if (room) this.showRoom(room.id);
  }
}

function renderStatus(status: PersonStatus, now: number): TemplateResult {
  const { until } = status;
  return html`<p class="status" dir="auto">
    <span>${describeStatus(status)}</span>
    ${until === undefined ? nothing : html`<small>${describeUntil(until, now)}</small>`}
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'person-card': PersonCard;
  }
}
