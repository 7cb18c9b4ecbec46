import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { nameFault } from '../../../../services/shared/text/names.ts';
import type { Failure, Result } from '../../api/result.ts';
import type { Session } from '../../api/types.ts';
import { servicesContext, type Services } from '../contexts.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { describeNameFault } from '../../i18n/name-faults.ts';
import { describePasswordFault } from '../../i18n/password-faults.ts';
import { navigate } from '../../state/navigation.ts';
import { base, controls, logoStyles, sheet } from '../../styles/sheets.ts';
import { alertIcon, logo } from '../../ui/icons.ts';
import formStyles from '../login/login-form.css?inline';
import screenStyles from '../login/login-screen.css?inline';

const MAX_CHAT_NAME = 60;
const CODE = /^[\w-]{43}$/;

/** Only a setup link asks for names. */
interface Entered {
  chatName: string | undefined;
  username: string | undefined;
  password: string;
}

/** What a one-time link opens: the first administrator's form, or the choice of a new password. */
@customElement('one-time-screen')
@localized()
export class OneTimeScreen extends LitElement {
  static override styles = [base, controls, logoStyles, sheet(screenStyles), sheet(formStyles)];

  @consume({ context: servicesContext })
  services!: Services;

  @property() purpose: 'setup' | 'reset' = 'setup';

  @state() private busy = false;
  @state() private problem: string | undefined;

  @query('#chat-name') private chatName!: HTMLInputElement | null;
  @query('#name') private username!: HTMLInputElement | null;
  @query('#password') private password!: HTMLInputElement;

  #code = '';

  override connectedCallback(): void {
    super.connectedCallback();
    // The code is a secret: it must not stay in the address, the history or a screenshot.
    this.#code = location.hash.slice(1);
    history.replaceState(history.state, '', location.pathname);
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    const { busy, problem } = this;
    const isSetup = this.purpose === 'setup';
    return html`<main>
      <div class="card">
        <header>
          ${logo}
          <h1>${isSetup ? msg('Set up this chat') : msg('Choose a new password')}</h1>
          <p class="hint">
            ${
              isSetup
                ? msg('Name the chat, and make the account of its first administrator.')
                : msg('Your other sessions end when you save it.')
            }
          </p>
        </header>
        <form @submit=${this.#submit} @input=${() => (this.problem = undefined)} novalidate>
          ${isSetup ? this.#renderNames() : nothing}
          <div class="field">
            <label for="password">${isSetup ? msg('Password') : msg('New password')}</label>
            <input id="password" type="password" autocomplete="new-password" aria-describedby="problem" />
          </div>
          <div id="problem" role="alert">
            ${problem === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${problem}</span></p>`}
          </div>
          <button class="primary" aria-disabled=${busy ? 'true' : nothing}>
            ${isSetup ? msg('Create the chat') : msg('Save and log in')}
          </button>
        </form>
      </div>
    </main>`;
  }

  #renderNames(): TemplateResult {
    return html`<div class="field">
        <label for="chat-name">${msg('Name of the chat')}</label>
        <input id="chat-name" maxlength=${MAX_CHAT_NAME} autocomplete="off" aria-describedby="problem" />
      </div>
      <div class="field">
        <label for="name">${msg('Your name')}</label>
        <input id="name" autocomplete="username" autocapitalize="none" spellcheck="false" aria-describedby="problem" />
      </div>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const chatName = this.chatName?.value.trim();
    const username = this.username?.value.trim();
    const password = this.password.value;
    this.problem = this.#describeFault({ chatName, username, password });
    if (this.problem !== undefined) return;
    this.busy = true;
    const result = await this.#redeem({ chatName, username, password });
    this.busy = false;
    if (result.ok) navigate({ name: 'home' }, { replace: true });
    else this.problem = describeRefusal(result.failure);
  }

  async #redeem({ chatName, username, password }: Entered): Promise<Result<Session>> {
    const { session, about } = this.services;
    const code = this.#code;
    if (chatName === undefined || username === undefined) return session.resetPassword({ code, password });
    const result = await session.setUp({ code, username, password, chatName });
    if (result.ok) about.take(chatName);
    return result;
  }

  /** What can be said without the server. */
  #describeFault({ chatName, username, password }: Entered): string | undefined {
    if (!CODE.test(this.#code)) return msg('This link is not complete. Open it again as you received it.');
    if (chatName === '') return msg('Enter a name for the chat.');
    if (username !== undefined && nameFault(username) !== undefined) return describeNameFault(username);
    return describePasswordFault(password, username);
  }
}

/** What the page checks itself cannot be the reason: the server also knows common passwords. */
function describeRefusal(failure: Failure): string {
  switch (failure.kind) {
    case 'not-found':
      return msg('This link was used, or it has expired. Ask for a new one.');
    case 'validation':
      return msg('This password is too common or too similar to your name. Choose another one.');
    default:
      return describeFailure(failure);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'one-time-screen': OneTimeScreen;
  }
}
