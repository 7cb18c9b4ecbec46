import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { connectionStatusContext, servicesContext, type Services } from '../contexts.ts';
import { emit } from '../events.ts';
import { isPersistent } from '../../state/storage.ts';
import { isConnected, type ConnectionStatus } from '../../state/connection-status.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import styles from './connection-banner.css?inline';
import { offlineIcon } from '../../ui/icons.ts';

/** Shorter interruptions are not shown. */
const DELAY_MS = 1_500;

/** Shows that the server is unreachable and that the page reconnects by itself. */
@customElement('connection-banner')
@localized()
export class ConnectionBanner extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: connectionStatusContext, subscribe: true })
  @property({ attribute: false })
  status!: ConnectionStatus;

  @state() private late = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(): void {
    const connected = isConnected(this.status);
    if (!connected) this.#timer ??= setTimeout(() => (this.late = true), DELAY_MS);
    if (!connected) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.late = false;
  }

  protected override render(): TemplateResult {
    return html`<div role="status">${this.late ? this.#renderBanner() : nothing}</div>`;
  }

  #renderBanner(): TemplateResult {
    const text = navigator.onLine ? msg('Reconnecting…') : msg('You are offline.');
    const promise = isPersistent(this.services.storage)
      ? msg('Your messages are saved and will be sent later.')
      : msg('Keep this page open to send your messages later: your browser does not save them.');
    return html`<p class="banner">
      ${offlineIcon}
      <span><strong>${text}</strong> ${promise}</span>
      <button class="small" @click=${() => emit(this, 'connection-retry')}>${msg('Try now')}</button>
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-banner': ConnectionBanner;
  }
}
