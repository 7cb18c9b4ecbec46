import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { describeFailure } from '../../i18n/failures.ts';
import {
  notificationPermission,
  requestNotifications,
  type NotificationPermissionState,
} from '../../state/desktop-notifications.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { preferencesContext } from '../contexts.ts';

/** Whether this browser notifies, why not, and whether it makes a sound. */
@customElement('notification-settings')
@localized()
export class NotificationSettings extends SignalWatcher(LitElement) {
  static override styles = [base, controls, sheet(':host { display: grid; gap: 0.5rem; justify-items: start }')];

  @consume({ context: preferencesContext })
  preferences!: PreferenceStore;

  @state() private problem: string | undefined;

  protected override render(): TemplateResult {
    const permission = notificationPermission.value;
    const { sound = true } = this.preferences.value.value;
    return html`
      <p class="hint">${describe(permission)}</p>
      ${
        permission === 'default'
          ? html`<button class="quiet" @click=${() => void requestNotifications()}>
              ${msg('Turn on notifications')}
            </button>`
          : nothing
      }
      <label class="check">
        <input type="checkbox" .checked=${live(sound)} @change=${this.#toggleSound} />
        ${msg('A quiet sound')}
      </label>
      <div role="alert">${this.problem === undefined ? nothing : html`<p class="problem">${this.problem}</p>`}</div>
    `;
  }

  async #toggleSound({ target }: Event): Promise<void> {
    const result = await this.preferences.change({ sound: (target as HTMLInputElement).checked });
    this.problem = result.ok ? undefined : describeFailure(result.failure);
  }
}

function describe(permission: NotificationPermissionState): string {
  switch (permission) {
    case 'granted':
      return msg('This browser notifies you of mentions and direct messages. Each room’s menu can change that.');
    case 'denied':
      return msg('Your browser blocks notifications of this page. Allow them in its settings for this site.');
    case 'default':
      return msg('This browser does not notify you yet.');
    case 'insecure':
      return msg('There are no notifications: browsers allow them only for pages that are opened with https://.');
    case 'missing':
      return msg('This browser has no notifications.');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'notification-settings': NotificationSettings;
  }
}
