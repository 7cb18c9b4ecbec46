import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Failure, Result } from '../../api/result.ts';
import type { Session } from '../../api/types.ts';
import { emit } from '../events.ts';
import { servicesContext, type Services } from '../contexts.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { describeNameFault } from '../../i18n/name-faults.ts';
import { describePasswordFault } from '../../i18n/password-faults.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import styles from './login-form.css?inline';
import { alertIcon } from '../../ui/icons.ts';

const LAST_NAME = 'chat:last-name';

/**
 * Asks for a nickname, and for a password if the name belongs to an account.
 *
 * @fires logged-in
 */
@customElement('login-form')
@localized()
export class LoginForm extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  /** Another way in than the login: an invite. */
  @property({ attribute: false })
  enter: ((name: string, password: string | undefined) => Promise<Result<Session>>) | undefined;

  /** It makes an account: the password is a new one. */
  @property({ type: Boolean })
  creates = false;

  @state() private busy = false;
  @state() private failure: Failure | undefined;
  /** The required field that is empty. */
  @state() private missing: 'nickname' | 'password' | undefined;
  /** The name that needs a password. */
  @state() private account: string | undefined;
  /** Why the new password is refused. */
  @state() private weakness: string | undefined;

  @query('#nickname') private nickname!: HTMLInputElement;
  @query('#password') private password!: HTMLInputElement | null;

  protected override firstUpdated(): void {
    this.nickname.value = this.services.storage.get(LAST_NAME) ?? '';
    this.nickname.focus();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('account') && this.account !== undefined) this.password?.focus();
  }

  protected override render(): TemplateResult {
    const { account, busy, failure, missing } = this;
    const wrongPassword = missing === 'password' || failure?.kind === 'wrong-password';
    const refused = failure !== undefined && failure.kind !== 'password-required';
    const wrongName = missing === 'nickname' || (refused && !wrongPassword);
    return html`<form @submit=${this.#submit} novalidate>
      <div class="field">
        <label for="nickname">${msg('Nickname')}</label>
        <input
          id="nickname"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          aria-invalid=${wrongName ? 'true' : nothing}
          aria-describedby="problem"
          @input=${this.#edit}
        />
      </div>
      ${account === undefined && !this.creates ? nothing : this.#renderPassword(wrongPassword)}
      <div id="problem" role="alert">${this.#renderProblem()}</div>
      <button class="primary" aria-disabled=${busy ? 'true' : nothing}>
        ${busy ? html`<span class="spinner" aria-hidden="true"></span>` : nothing}
        ${this.creates ? msg('Make the account and join') : account === undefined ? msg('Join the chat') : msg('Log in')}
      </button>
    </form>`;
  }

  #renderPassword(wrong: boolean): TemplateResult {
    return html`<div class="field">
      <label for="password">${msg('Password')}</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete=${this.creates ? 'new-password' : 'current-password'}
        maxlength="256"
        required
        aria-invalid=${wrong ? 'true' : nothing}
        aria-describedby="problem"
      />
    </div>`;
  }

  #renderProblem(): TemplateResult | typeof nothing {
    const { failure, missing } = this;
    if (missing === undefined && failure?.kind === 'password-required') {
      return html`<p class="note">${describeFailure(failure)}</p>`;
    }
    const refused = this.weakness ?? (failure && this.#describeRefusal(failure));
    const text = missing === undefined ? refused : describeMissing(missing);
    return text === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${text}</span></p>`;
  }

  #describeRefusal(failure: Failure): string {
    return failure.kind === 'validation' ? describeNameFault(this.nickname.value.trim()) : describeFailure(failure);
  }

  #edit(): void {
    if (this.account !== undefined && this.nickname.value.trim() !== this.account) this.account = undefined;
    this.failure = undefined;
    this.missing = undefined;
    this.weakness = undefined;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const name = this.nickname.value.trim();
    const password = this.password?.value;
    this.missing = name === '' ? 'nickname' : password === '' ? 'password' : undefined;
    this.weakness =
      this.creates && this.missing === undefined ? describePasswordFault(password ?? '', name) : undefined;
    if (this.missing !== undefined) this[this.missing]?.focus();
    else if (this.weakness !== undefined) this.password?.focus();
    else if (!this.busy) await this.#logIn(name, password);
  }

  async #logIn(name: string, password: string | undefined): Promise<void> {
    this.busy = true;
    const result = await (this.enter ?? this.services.session.login.bind(this.services.session))(name, password);
    this.busy = false;
    if (result.ok) {
      this.services.storage.set(LAST_NAME, name);
      emit(this, 'logged-in');
    }
    // The response does not apply to the name that is in the field now.
    else if (this.nickname.value.trim() === name) this.#refuse(result.failure, name);
  }

  #refuse(failure: Failure, name: string): void {
    this.failure = failure;
    if (failure.kind === 'password-required') this.account = name;
    else if (failure.kind === 'wrong-password') this.password?.select();
    else this.nickname.select();
  }
}

function describeMissing(field: 'nickname' | 'password'): string {
  return field === 'nickname' ? msg('Enter a nickname.') : msg('Enter your password.');
}

declare global {
  interface HTMLElementTagNameMap {
    'login-form': LoginForm;
  }
}
