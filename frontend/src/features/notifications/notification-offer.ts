import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { signal } from '@preact/signals-core';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { notificationPermission, requestNotifications } from '../../state/desktop-notifications.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { bellIcon } from '../../ui/icons.ts';
import { servicesContext, type Services } from '../contexts.ts';
import styles from '../room/connection-banner.css?inline';

/** Whether the user has been mentioned: a good moment to offer notifications, unlike the first visit. */
export const notificationsWanted = signal(false);

/** Where this browser keeps that the user wants no notifications. */
const DECLINED = 'chat:notifications-declined';

/** Offers notifications after the first mention, once. */
@customElement('notification-offer')
@localized()
export class NotificationOffer extends SignalWatcher(LitElement) {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @state() private declined = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.declined = this.services.storage.get(DECLINED) !== null;
  }

  protected override render(): TemplateResult {
    const offered = notificationsWanted.value && notificationPermission.value === 'default' && !this.declined;
    return html`<div role="status">${offered ? this.#renderOffer() : nothing}</div>`;
  }

  #renderOffer(): TemplateResult {
    return html`<p class="banner offer">
      ${bellIcon}
      <span>${msg('You were mentioned. Shall this browser notify you the next time?')}</span>
      <button class="small" @click=${() => void requestNotifications()}>${msg('Turn on notifications')}</button>
      <button class="small" @click=${this.#decline}>${msg('Not now')}</button>
    </p>`;
  }

  #decline(): void {
    this.services.storage.set(DECLINED, 'yes');
    this.declined = true;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'notification-offer': NotificationOffer;
  }
}
