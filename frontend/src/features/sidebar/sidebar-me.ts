import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Session } from '../../api/types.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import type { Names } from '../../stores/people.ts';
import type { Presence } from '../../stores/presence.ts';
import { avatars, base, controls, sheet } from '../../styles/sheets.ts';
import { avatar } from '../../ui/avatar.ts';
import { settingsIcon } from '../../ui/icons.ts';
import { namesContext, personContext, presenceContext } from '../contexts.ts';
import { emit } from '../events.ts';
import { describePresence, describeStatus, peopleBySub, presenceOf, statusOf } from '../people/presence-of.ts';
import styles from './sidebar-me.css?inline';

/** The user: how others see them, and the settings. */
@customElement('sidebar-me')
@localized()
export class SidebarMe extends SignalWatcher(LitElement) {
  static override styles = [base, controls, avatars, sheet(styles)];

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  protected override render(): TemplateResult {
    const { sub, username, roles } = this.person;
    const name = this.names.get(sub) ?? username;
    const label = msg('Settings');
    const me = peopleBySub(this.presence).get(sub);
    const presence = this.presence.live ? (presenceOf(me, calendar.now) ?? 'online') : undefined;
    const status = statusOf(me, calendar.now);
    return html`<footer class="me">
      <button class="who" aria-haspopup="dialog" @click=${() => emit(this, 'dialog-open', 'status')}>
        ${avatar(roles.includes('guest') ? name : sub, name, { presence })}
        <span>
          <strong dir="auto">${name}</strong>
          <small dir="auto">
            ${presence ? (status ? describeStatus(status) : describePresence(presence)) : msg('Not connected')}
          </small>
          <span class="visually-hidden">${msg('Your status')}</span>
        </span>
      </button>
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
}

declare global {
  interface HTMLElementTagNameMap {
    'sidebar-me': SidebarMe;
  }
}
