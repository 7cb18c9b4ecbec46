import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { PasswordRequest, Session } from '../../api/types.ts';
import { personContext, servicesContext, type Services } from '../contexts.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { describePasswordFault } from '../../i18n/password-faults.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { alertIcon, checkIcon } from '../../ui/icons.ts';
import styles from './settings-form.css?inline';

/** Sets a guest's first password, which turns the guest into an account, or changes an account's password. */
@customElement('password-form')
@localized()
export class PasswordForm extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @state() private problem: string | undefined;
  @state() private done = false;
  @state() private busy = false;
  @query('#current') private current!: HTMLInputElement | null;
  @query('#new') private fresh!: HTMLInputElement;

  override focus(): void {
    this.fresh.focus();
  }

  protected override render(): TemplateResult {
    const { problem, done, busy } = this;
    const guest = this.person.roles.includes('guest');
    return html`<form @submit=${this.#submit} novalidate>
      <p class="hint">
        ${
          guest
            ? msg('Set a password to keep this name and log in from anywhere.')
            : msg('Changing your password ends all your other sessions.')
        }
      </p>
      <input
        class="visually-hidden"
        type="text"
        autocomplete="username"
        tabindex="-1"
        aria-hidden="true"
        .value=${this.person.username}
        readonly
      />
      ${guest ? nothing : this.#renderField('current', msg('Current password'), 'current-password')}
      ${this.#renderField('new', msg('New password'), 'new-password')}
      <div id="problem" role="alert">
        ${problem === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${problem}</span></p>`}
      </div>
      <div role="status">
        ${done ? html`<p class="note">${checkIcon}<span>${msg('Password saved.')}</span></p>` : nothing}
      </div>
      <button class="quiet" aria-disabled=${busy ? 'true' : nothing}>
        ${guest ? msg('Set password') : msg('Change password')}
      </button>
    </form>`;
  }

  #renderField(id: string, label: string, autocomplete: 'current-password' | 'new-password'): TemplateResult {
    return html`<div class="field">
      <label for=${id}>${label}</label>
      <input id=${id} type="password" autocomplete=${autocomplete} aria-describedby="problem" @input=${this.#edit} />
    </div>`;
  }

  #edit(): void {
    this.problem = undefined;
    this.done = false;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const password = this.fresh.value;
    const currentPassword = this.current?.value;
    if (this.busy) return;
    const fault = describePasswordFault(password, this.person.username);
    if (fault !== undefined) {
      this.problem = fault;
      this.fresh.focus();
      return;
    }
    await this.#set(currentPassword === undefined ? { password } : { password, currentPassword });
  }

  async #set(body: PasswordRequest): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const result = await this.services.session.setPassword(body);
    this.busy = false;
    this.done = result.ok;
    if (!result.ok) {
      this.problem =
        result.failure.kind === 'validation'
          ? msg('This password is too common or too similar to your name. Choose another one.')
          : describeFailure(result.failure);
      return;
    }
    this.fresh.value = '';
    if (this.current) this.current.value = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'password-form': PasswordForm;
  }
}
