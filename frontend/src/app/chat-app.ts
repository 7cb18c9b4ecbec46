import { provide } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Session } from '../api/types.ts';
import { personContext, servicesContext, type Services } from '../features/contexts.ts';
import { LocaleSetting } from '../i18n/locale.ts';
import { AboutStore } from '../stores/about.ts';
import { AccountStore } from '../stores/accounts.ts';
import { DirectoryStore } from '../stores/directory.ts';
import { InviteStore } from '../stores/invites.ts';
import { ProfileStore } from '../stores/profile.ts';
import { SessionStore } from '../stores/session.ts';
import { backoff, Pause } from '../state/backoff.ts';
import { calendar } from '../state/calendar.ts';
import { route } from '../state/navigation.ts';
import { DropGuard } from '../state/drop-guard.ts';
import { browserStorage } from '../state/storage.ts';
import { ThemeSetting } from '../state/theme.ts';
import { followTranslation } from '../state/translated.ts';
import { SignalWatcher } from '../state/signal-watcher.ts';
import { base, controls, logoStyles, sheet } from '../styles/sheets.ts';
import styles from './chat-app.css?inline';
import type { ChatSession } from './chat-session.ts';
import { LazyPane } from './lazy-pane.ts';
import { showName } from './page-title.ts';
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

  /** What is behind the login is loaded while the user logs in. */
  @state()
  private loaded = false;
  #loading: Promise<void> | undefined;
  readonly #pause = new Pause();
  readonly #oneTime = new LazyPane(this, () => this.#retrying(() => import('../features/one-time/one-time-screen.ts')));
  readonly #joining = new LazyPane(this, () => this.#retrying(() => import('../features/join/join-screen.ts')));

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
    const { about, session, locale } = this.services;
    about.start();
    about.name.subscribe(showName);
    void session.start();
    if (session.state.value.status === 'starting') void this.#load();
    void locale.start().then(() => (this.ready = true));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { session } = this.services.session;
    if (session) this.person = session;
  }

  protected override updated(): void {
    if (this.ready) void this.#load();
  }

  protected override render(): unknown {
    const state = this.services.session.state.value;
    if (!this.ready || state.status === 'starting') return this.#renderStart();
    const { name } = route.value;
    if (name === 'setup' || name === 'reset') return this.#renderOneTime(name);
    if (name === 'join') return this.#renderJoin();
    if (state.status === 'out') return html`<login-screen .ended=${state.ended}></login-screen>`;
    return this.loaded ? keyed(state.session.sub, html`<chat-session></chat-session>`) : this.#renderStart();
  }

  #renderStart(): TemplateResult {
    return html`<main class="start" aria-busy="true">
      ${logo}
      <p class="late" role="status">${this.ready ? this.#describeStart() : ''}</p>
      ${this.ready ? this.#renderRetry() : nothing}
    </main>`;
  }

  /** A one-time link works in a browser that is logged in, too. */
  #renderOneTime(purpose: 'setup' | 'reset'): TemplateResult {
    if (!this.#oneTime.isReady) return this.#renderStart();
    return html`<one-time-screen .purpose=${purpose}></one-time-screen>`;
  }

  /** Whoever is logged in joins with one click. */
  #renderJoin(): TemplateResult {
    return this.#joining.isReady ? html`<join-screen></join-screen>` : this.#renderStart();
  }

  #describeStart(): string {
    return navigator.onLine ? msg('Connecting…') : msg('You are offline.');
  }

  #renderRetry(): TemplateResult {
    return html`<button class="small quiet later" @click=${this.#retry}>${msg('Try now')}</button>`;
  }

  #retry(): void {
    // Some browsers remember that a script could not be loaded.
    if (this.services.session.session) location.reload();
    this.services.session.retry();
    this.#pause.wake();
  }

  #load(): Promise<void> {
    this.#loading ??= this.#loadSession();
    return this.#loading;
  }

  async #loadSession(): Promise<void> {
    await this.#retrying(() => import('./chat-session.ts'));
    this.loaded = true;
  }

  async #retrying(load: () => Promise<unknown>): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      const loaded = await load().then(
        () => true,
        () => false,
      );
      if (loaded) return;
      await this.#pause.sleep(backoff(failures));
    }
  }
}

function createServices(): Services {
  const storage = browserStorage();
  const session = new SessionStore(storage);
  return {
    about: new AboutStore(storage),
    storage,
    session,
    profile: new ProfileStore(session.api),
    accounts: new AccountStore(session.api),
    invites: new InviteStore(session.api),
    directory: new DirectoryStore(session.api),
    theme: new ThemeSetting(storage),
    locale: new LocaleSetting(storage),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-app': ChatApp;
  }
}
