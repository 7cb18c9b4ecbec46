import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Session } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { alertIcon } from '../../ui/icons.ts';
import type { ModalDialog } from '../../ui/modal-dialog.ts';
import { emit } from '../events.ts';
import { personContext, servicesContext, type Services } from '../contexts.ts';
import styles from './guest-logout-dialog.css?inline';
import '../../ui/modal-dialog.ts';

/**
 * Says what a guest loses by logging out, since nobody can log in as that guest again, and offers a password.
 *
 * @fires password-wanted
 */
@customElement('guest-logout-dialog')
@localized()
export class GuestLogoutDialog extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @state() private problem: string | undefined;
  @state() private busy = false;
  @query('modal-dialog') private dialog!: ModalDialog;

  show(): void {
    this.problem = undefined;
    this.dialog.show();
  }

  protected override render(): TemplateResult {
    const { problem, busy } = this;
    const { username } = this.person;
    return html`<modal-dialog heading=${msg('Log out for good?')}>
      <p>${msg(str`You are a guest: without a password you cannot come back as ${username}.`)}</p>
      <ul>
        <li>${msg('You leave all rooms, and can no longer read your private rooms and direct messages.')}</li>
        <li>${msg('What you wrote stays, but you can no longer edit or delete it.')}</li>
        <li>${msg('Your settings are lost, and anybody may take your name.')}</li>
      </ul>
      ${problem === undefined ? nothing : html`<p class="problem" role="alert">${alertIcon}<span>${problem}</span></p>`}
      <div class="buttons">
        <button class="danger" aria-disabled=${busy ? 'true' : nothing} @click=${this.#logOut}>
          ${msg('Log out anyway')}
        </button>
        <button class="primary" autofocus @click=${this.#wantPassword}>${msg('Set a password')}</button>
      </div>
    </modal-dialog>`;
  }

  #wantPassword(): void {
    this.dialog.close();
    emit(this, 'password-wanted');
  }

  async #logOut(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const result = await this.services.session.logout();
    this.busy = false;
    if (!result.ok) this.problem = describeFailure(result.failure);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guest-logout-dialog': GuestLogoutDialog;
  }
}
