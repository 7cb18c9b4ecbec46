import { provide } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Session } from '../api/types.ts';
import { personContext, servicesContext, type Services } from '../features/contexts.ts';
import { LocaleSetting } from '../i18n/locale.ts';
import { SessionStore } from '../stores/session.ts';
import { calendar } from '../state/calendar.ts';
import { DropGuard } from '../state/drop-guard.ts';
import { browserStorage } from '../state/storage.ts';
import { ThemeSetting } from '../state/theme.ts';
import { followTranslation } from '../state/translated.ts';
import { SignalWatcher } from '../state/signal-watcher.ts';
import { base, controls, logoStyles, sheet } from '../styles/sheets.ts';
import styles from './chat-app.css?inline';
import type { ChatSession } from './chat-session.ts';
import './chat-session.ts';
import '../features/login/login-screen.ts';
import { logo } from '../ui/icons.ts';

followTranslation();

/** The root element: shows the login screen or the room, depending on the session. */
@customElement('chat-app')
@localized()
export class ChatApp extends SignalWatcher(LitElement) {
  static override styles = [base, controls, logoStyles, sheet(styles)];

  @provide({ context: servicesContext })
  readonly services: Services = createServices();

  @provide({ context: personContext })
  @state()
  person!: Session;

  @query('chat-session') private chat!: ChatSession | null;

  /** The translation may have to be loaded: nothing is rendered before it is there. */
  @state()
  private ready = false;

  constructor() {
    super();
    new DropGuard(this, () => this.chat?.refuseFiles());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A page restored from the back/forward cache has lost its streams and locks: reload it.
    window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
    for (const event of ['online', 'offline']) window.addEventListener(event, () => this.requestUpdate());
    calendar.start();
    void this.services.session.start();
    void this.services.locale.start().then(() => (this.ready = true));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { session } = this.services.session;
    if (session) this.person = session;
  }

  protected override render(): unknown {
    const state = this.services.session.state.value;
    if (!this.ready || state.status === 'starting') return this.#renderStart();
    if (state.status === 'out') return html`<login-screen .ended=${state.ended}></login-screen>`;
    return keyed(state.session.sub, html`<chat-session></chat-session>`);
  }

  #renderStart(): TemplateResult {
    return html`<main class="start" aria-busy="true">
      ${logo}
      <p class="late" role="status">${this.ready ? this.#describeStart() : ''}</p>
      ${this.ready ? this.#renderRetry() : nothing}
    </main>`;
  }

  #describeStart(): string {
    return navigator.onLine ? msg('Connecting…') : msg('You are offline.');
  }

  #renderRetry(): TemplateResult {
    const retry = () => this.services.session.retry();
    return html`<button class="small quiet later" @click=${retry}>${msg('Try now')}</button>`;
  }
}

function createServices(): Services {
  const storage = browserStorage();
  return {
    storage,
    session: new SessionStore(storage),
    theme: new ThemeSetting(storage),
    locale: new LocaleSetting(storage),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-app': ChatApp;
  }
}
