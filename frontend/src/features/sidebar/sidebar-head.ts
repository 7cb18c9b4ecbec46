import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Session } from '../../api/types.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { base, controls, logoStyles, sheet } from '../../styles/sheets.ts';
import { chevronIcon, logo, newMessageIcon, searchIcon } from '../../ui/icons.ts';
import { personContext, servicesContext, type Services } from '../contexts.ts';
import { emit } from '../events.ts';
import { shortcut } from '../keys.ts';
import { chatMenu } from './chat-menu.ts';
import { renderNewMessage } from './new-message-button.ts';
import styles from './sidebar-head.css?inline';
import '../../ui/menu-button.ts';

/** The chat's name with its menu, and the way to any room or person. */
@customElement('sidebar-head')
@localized()
export class SidebarHead extends SignalWatcher(LitElement) {
  static override styles = [base, controls, logoStyles, sheet(styles)];

  /** The server knows rooms, and they are loaded. */
  @property({ type: Boolean }) complete = false;

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  protected override render(): TemplateResult {
    const name = this.services.about.name.value ?? msg('Chat');
    const { complete } = this;
    const { roles } = this.person;
    const groups = chatMenu(this, {
      complete,
      account: !roles.includes('guest'),
      administrator: roles.includes('admin'),
    });
    return html`<header class="home">
        <menu-button class="chat" label=${msg('Chat menu')} .groups=${groups}>
          ${logo}<strong dir="auto" title=${name}>${name}</strong>${chevronIcon}
        </menu-button>
        ${complete ? renderNewMessage(this, 'icon', newMessageIcon) : nothing}
      </header>
      <div class="jump">
        <button
          aria-haspopup="dialog"
          aria-keyshortcuts="Control+K Meta+K"
          @click=${() => emit(this, 'dialog-open', 'switcher')}
        >
          ${searchIcon}<span>${msg('Jump to…')}</span><kbd aria-hidden="true">${shortcut('K')}</kbd>
        </button>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sidebar-head': SidebarHead;
  }
}
