import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { MyRoom, RoomPerson, Session } from '../../api/types.ts';
import type { Names } from '../../stores/people.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import type { Presence } from '../../stores/presence.ts';
import { GENERAL } from '../../stores/general.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { avatars, base, controls, sheet } from '../../styles/sheets.ts';
import { formatNumber } from '../../text/format.ts';
import { avatar } from '../../ui/avatar.ts';
import { backIcon, hashIcon, lockIcon, moreIcon, peopleIcon } from '../../ui/icons.ts';
import type { MenuGroup } from '../../ui/menu-button.ts';
import '../../ui/menu-button.ts';
import '../people/partner-line.ts';
import { namesContext, personContext, preferencesContext, presenceContext } from '../contexts.ts';
import { emit } from '../events.ts';
import { peopleBySub, presenceOf } from '../people/presence-of.ts';
import { pathOf } from '../../state/routes.ts';
import { describeMembers, partnerOf, roomName } from './room-names.ts';
import { placeGroup } from '../sidebar/place-menu.ts';
import { rightsIn, roomMenu } from './room-menu.ts';
import styles from './room-header.css?inline';

/** The room's name and topic, its people, and what one can do with it. */
@customElement('room-header')
@localized()
export class RoomHeader extends SignalWatcher(LitElement) {
  static override styles = [base, controls, avatars, sheet(styles)];

  @property({ attribute: false }) room!: MyRoom;
  /** The people are in a dialog, not beside the messages. */
  @property({ type: Boolean }) narrow = false;
  /** The people are shown beside the messages. */
  @property({ type: Boolean }) panel = false;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @consume({ context: preferencesContext })
  preferences!: PreferenceStore;

  protected override render(): TemplateResult {
    const { room } = this;
    const name = roomName(room, this.names);
    const back = msg('Back to the list of rooms');
    return html`<header>
      <a class="back" href=${pathOf({ name: 'home' })} aria-label=${back} title=${back}>${backIcon}</a>
      <div class="title">
        <h1 title=${name}>${this.#renderIcon()}<span dir="auto">${name}</span></h1>
        ${this.#renderTopic()}
      </div>
      ${this.#renderPeople()}
      <menu-button label=${msg('Room menu')} .groups=${this.#menu()}>${moreIcon}</menu-button>
    </header>`;
  }

  #menu(): MenuGroup[] {
    const place = placeGroup(this, this.room, this.preferences.value.value);
    return roomMenu(this, this.room, this.person, calendar.now).toSpliced(-1, 0, place);
  }

  #renderIcon(): TemplateResult | typeof nothing {
    const { kind } = this.room;
    const partner = partnerOf(this.room);
    if (partner) return this.#renderFace(partner);
    if (kind === 'direct') return nothing;
    return kind === 'private' ? lockIcon : hashIcon;
  }

  #renderFace({ sub, guest }: RoomPerson): TemplateResult {
    const name = roomName(this.room, this.names);
    const presence = presenceOf(peopleBySub(this.presence).get(sub), calendar.now);
    return avatar(guest ? name : sub, name, { size: 24, presence });
  }

  #renderTopic(): TemplateResult | typeof nothing {
    const { room } = this;
    const partner = partnerOf(room);
    if (partner) return html`<p><partner-line .partner=${partner}></partner-line></p>`;
    if (room.archived) return html`<p>${msg('Archived: nobody can write here.')}</p>`;
    if (room.topic !== '') return html`<p dir="auto" title=${room.topic}>${room.topic}</p>`;
    if (!rightsIn(room, this.person).manage) return nothing;
    return html`<button
      class="add-topic"
      aria-haspopup="dialog"
      @click=${() => emit(this, 'room-dialog-open', { dialog: 'room-details', room, focus: 'topic' })}
    >
      ${msg('Add a topic')}
    </button>`;
  }

  #renderPeople(): TemplateResult | typeof nothing {
    const { room, narrow, panel } = this;
    if (room.kind === 'direct' && (room.people?.length ?? 0) < 2) return nothing;
    const general = room.id === GENERAL;
    const label = general ? this.#describeOnline() : describeMembers(room.members);
    const { count, live } = this.presence;
    const stale = general && !live;
    // Before anything is known of those online there is no number.
    const number = !general ? room.members : live || count > 0 ? count : undefined;
    return html`<button
      class=${stale ? 'people stale' : 'people'}
      aria-label=${label}
      title=${label}
      aria-haspopup=${narrow ? 'dialog' : nothing}
      aria-expanded=${narrow ? nothing : String(panel)}
      @click=${() => emit(this, 'panel-toggle')}
    >
      ${peopleIcon}${number === undefined ? nothing : html`<span>${formatNumber(number, readerLocale())}</span>`}
    </button>`;
  }

  #describeOnline(): string {
    const { count: people, live } = this.presence;
    const count = formatNumber(people, readerLocale());
    return live || people > 0 ? msg(str`${count} online`) : msg('Online');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'room-header': RoomHeader;
  }
}
