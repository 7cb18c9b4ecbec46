import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Session } from '../../api/types.ts';
import { personContext, namesContext, servicesContext, type Services } from '../contexts.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { plural } from '../../i18n/plural.ts';
import { avatars, base, controls, sheet } from '../../styles/sheets.ts';
import { avatar } from '../../ui/avatar.ts';
import { alertIcon, logoutIcon } from '../../ui/icons.ts';
import type { ModalDialog } from '../../ui/modal-dialog.ts';
import styles from './settings-dialog.css?inline';
import type { GuestLogoutDialog } from './guest-logout-dialog.ts';
import type { PasswordForm } from './password-form.ts';
import '../../ui/modal-dialog.ts';
import './guest-logout-dialog.ts';

/** The settings: profile, appearance, sessions and logout. */
@customElement('settings-dialog')
@localized()
export class SettingsDialog extends LitElement {
  static override styles = [base, controls, avatars, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: ReadonlyMap<string, string>;

  /** The number of messages that would be lost. */
  @property({ type: Number }) unsent = 0;

  /** The content is loaded each time the dialog opens, not before. */
  @state() private open = false;
  #openings = 0;
  @state() private problem: string | undefined;
  @query('modal-dialog') private dialog!: ModalDialog;
  @query('guest-logout-dialog') private guestLogout!: GuestLogoutDialog;
  @query('password-form') private password!: PasswordForm;

  show(): void {
    void this.#load().then((problem) => {
      // Meanwhile the user may have logged out, or asked twice.
      if (!this.isConnected || this.dialog.isOpen) return;
      this.dialog.show();
      this.open = true;
      this.#openings += 1;
      this.problem = problem;
    });
  }

  protected override render(): TemplateResult {
    return html`<modal-dialog heading=${msg('Settings')} @close=${() => (this.open = false)}>
        ${this.open ? keyed(this.#openings, this.#renderContent()) : nothing}
      </modal-dialog>
      <guest-logout-dialog @password-wanted=${() => this.password.focus()}></guest-logout-dialog>`;
  }

  #renderContent(): TemplateResult {
    const { username, sub, roles } = this.person;
    const name = this.names.get(sub) ?? username;
    return html`
      <div class="person">
        ${avatar(roles.includes('guest') ? name : sub, name)}
        <p class="who">
          <strong dir="auto" title=${name}>${name}</strong><span class="hint">${describeRole(roles)}</span>
        </p>
        <button class="quiet" @click=${this.#logOut}>${logoutIcon}${msg('Log out')}</button>
      </div>
      ${this.#renderLogout()}
      <section><preference-picker></preference-picker><density-picker></density-picker></section>
      <section>
        <h3>${msg('Notifications')}</h3>
        <notification-settings></notification-settings>
      </section>
      <section>
        <h3>${msg('Your name')}</h3>
        <name-form></name-form>
      </section>
      <section>
        <h3>${msg('Your profile')}</h3>
        <profile-form></profile-form>
      </section>
      <section>
        <h3>${roles.includes('guest') ? msg('Keep your name') : msg('Your password')}</h3>
        <password-form></password-form>
      </section>
      <section>
        <h3>${msg('People you ignore')}</h3>
        <ignored-list></ignored-list>
      </section>
      <section>
        <h3>${msg('Where you are logged in')}</h3>
        <session-list></session-list>
      </section>
    `;
  }

  #renderLogout(): TemplateResult {
    const { unsent } = this;
    const warning = plural(
      unsent,
      (count) => msg(str`${count} message has not been sent yet. It will be lost if you log out.`),
      (count) => msg(str`${count} messages have not been sent yet. They will be lost if you log out.`),
    );
    return html`
      ${unsent > 0 ? html`<p class="warning">${alertIcon}<span>${warning}</span></p>` : nothing}
      <div role="alert">
        ${this.problem === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${this.problem}</span></p>`}
      </div>
    `;
  }

  /** Loads the forms, which the room does not need. Returns why that failed: one can log out without them. */
  async #load(): Promise<string | undefined> {
    try {
      await import('./settings-forms.ts');
      return undefined;
    } catch {
      return msg('Cannot reach the chat. Check your connection and try again.');
    }
  }

  async #logOut(): Promise<void> {
    if (this.person.roles.includes('guest')) {
      this.guestLogout.show();
      return;
    }
    const result = await this.services.session.logout();
    if (!result.ok) this.problem = describeFailure(result.failure);
  }
}

function describeRole(roles: Session['roles']): string {
  if (roles.includes('admin')) return msg('Administrator');
  return roles.includes('guest') ? msg('Guest') : msg('Account');
}

declare global {
  interface HTMLElementTagNameMap {
    'settings-dialog': SettingsDialog;
  }
}
