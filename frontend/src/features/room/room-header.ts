import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Session } from '../../api/types.ts';
import type { Presence } from '../../stores/presence.ts';
import { personContext, presenceContext } from '../contexts.ts';
import { emit } from '../events.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { base, controls, logoStyles, sheet } from '../../styles/sheets.ts';
import { formatNumber } from '../../text/format.ts';
import { logo, peopleIcon, settingsIcon } from '../../ui/icons.ts';
import styles from './room-header.css?inline';

/** The room's name, the number of users online, and the settings button. */
@customElement('room-header')
@localized()
export class RoomHeader extends LitElement {
  static override styles = [base, controls, logoStyles, sheet(styles)];

  /** The online list is behind a button, not beside the messages. */
  @property({ type: Boolean }) narrow = false;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  protected override render(): TemplateResult {
    return html`<header>
      ${logo}
      <h1 title=${msg('General')}>${msg('General')}</h1>
      ${this.narrow ? this.#renderOnline() : nothing}
      <button
        class="icon"
        aria-label=${msg('Settings')}
        title=${msg('Settings')}
        aria-haspopup="dialog"
        @click=${() => emit(this, 'settings-open')}
      >
        ${settingsIcon}
      </button>
    </header>`;
  }

  #renderOnline(): TemplateResult {
    const { count: people, live } = this.presence;
    const count = formatNumber(people, readerLocale());
    const text = live || people > 0 ? msg(str`${count} online`) : msg('Online');
    return html`<button
      class="quiet small online ${live ? '' : 'stale'}"
      aria-haspopup="dialog"
      @click=${() => emit(this, 'online-open')}
    >
      ${peopleIcon}<span>${text}</span>
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'room-header': RoomHeader;
  }
}
