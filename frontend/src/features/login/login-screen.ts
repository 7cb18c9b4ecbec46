import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { servicesContext, type Services } from '../contexts.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { isPersistent } from '../../state/storage.ts';
import { base, controls, logoStyles, sheet } from '../../styles/sheets.ts';
import styles from './login-screen.css?inline';
import { logo } from '../../ui/icons.ts';
import './login-form.ts';
import '../settings/preference-picker.ts';

/** The login screen: what the product is, and the login form. */
@customElement('login-screen')
@localized()
export class LoginScreen extends SignalWatcher(LitElement) {
  static override styles = [base, controls, logoStyles, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  /** The session was ended in another tab or browser. */
  @property({ type: Boolean })
  ended = false;

  protected override render(): TemplateResult {
    return html`
      <main>
        <div class="card">
          <header>
            ${logo} ${this.#renderHeading()}
            <p class="hint">${msg('Pick a nickname and join the conversation. No account needed.')}</p>
          </header>
          ${this.ended ? html`<p class="note" role="status">${msg('Your session has ended. Log in to continue.')}</p>` : nothing}
          ${isPersistent(this.services.storage) ? nothing : this.#renderForgetful()}
          <login-form></login-form>
        </div>
        <footer><preference-picker compact></preference-picker></footer>
      </main>
    `;
  }

  #renderHeading(): TemplateResult {
    const name = this.services.about.name.value;
    return name === undefined ? html`<h1>${msg('Come on in')}</h1>` : html`<h1 dir="auto">${name}</h1>`;
  }

  #renderForgetful(): TemplateResult {
    return html`<p class="note" role="status">
      ${msg('Your browser blocks storage for this site. The chat works, but reloading the page logs you out and loses unsent messages.')}
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'login-screen': LoginScreen;
  }
}
