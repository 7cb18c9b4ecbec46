import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { SessionInfo } from '../../api/types.ts';
import { connectionStatusContext, servicesContext, type Services } from '../contexts.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { readerLocale } from '../../i18n/locale.ts';
import type { ConnectionStatus } from '../../state/connection-status.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { formatAgo } from '../../text/format.ts';
import { describeUserAgent } from '../../text/user-agent.ts';
import { alertIcon } from '../../ui/icons.ts';
import styles from './session-list.css?inline';

/** The user's sessions, each of which can be ended here. */
@customElement('session-list')
@localized()
export class SessionList extends SignalWatcher(LitElement) {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: connectionStatusContext, subscribe: true })
  @property({ attribute: false })
  status!: ConnectionStatus;

  /** If they are not loaded, they are requested again when the connection changes. */
  @state() private sessions: readonly SessionInfo[] | undefined;
  @state() private problem: string | undefined;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('status') && !this.sessions) void this.#load();
  }

  protected override render(): TemplateResult {
    const { sessions, problem } = this;
    return html`
      <div role="alert">
        ${problem === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${problem}</span></p>`}
      </div>
      ${(sessions ?? problem) === undefined ? html`<p class="hint">${msg('Loading…')}</p>` : nothing}
      <ul aria-label=${msg('Sessions')}>
        ${repeat(
          sessions ?? [],
          ({ sid }) => sid,
          (session) => this.#renderSession(session),
        )}
      </ul>
    `;
  }

  #renderSession(session: SessionInfo): TemplateResult {
    const device = describeDevice(session.userAgent);
    const ago = formatAgo(Date.parse(session.lastUsedAt), readerLocale(), calendar.now);
    return html`<li>
      <div>
        <p class="device" title=${device}>${device}</p>
        <p class="hint">${session.current ? msg('This browser') : msg(str`Last active ${ago}`)}</p>
      </div>
      ${
        session.current
          ? nothing
          : html`<button
              class="small quiet"
              aria-label=${msg(str`End the session ${device}`)}
              @click=${() => void this.#end(session.sid)}
            >
              ${msg('End')}
            </button>`
      }
    </li>`;
  }

  async #load(): Promise<void> {
    const result = await this.services.session.list();
    // An earlier request may be answered after a later one.
    if (!result.ok && this.sessions) return;
    this.problem = result.ok ? undefined : describeFailure(result.failure);
    if (result.ok) this.sessions = result.data.sessions;
  }

  async #end(sid: string): Promise<void> {
    const result = await this.services.session.end(sid);
    if (result.ok) {
      this.problem = undefined;
      this.sessions = this.sessions?.filter((each) => each.sid !== sid);
    } else {
      this.problem = describeFailure(result.failure);
    }
  }
}

function describeDevice(userAgent: string): string {
  const { browser, system } = describeUserAgent(userAgent);
  if (browser !== undefined && system !== undefined) return msg(str`${browser} on ${system}`);
  return browser ?? system ?? msg('Unknown app');
}

declare global {
  interface HTMLElementTagNameMap {
    'session-list': SessionList;
  }
}
