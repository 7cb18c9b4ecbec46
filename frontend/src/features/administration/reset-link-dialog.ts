import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Failure } from '../../api/result.ts';
import type { Account, ResetLink } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { formatDateTime } from '../../text/format.ts';
import { alertIcon } from '../../ui/icons.ts';
import type { ModalDialog } from '../../ui/modal-dialog.ts';
import '../../ui/copy-field.ts';
import '../../ui/modal-dialog.ts';
import { servicesContext, type Services } from '../contexts.ts';
import styles from '../dialogs/form-dialog.css?inline';

/** Makes a link with which somebody chooses a new password, and shows it once. */
@customElement('reset-link-dialog')
@localized()
export class ResetLinkDialog extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @state() private account: Account | undefined;
  @state() private made: ResetLink | undefined;
  @state() private failure: Failure | undefined;
  @state() private busy = false;
  @query('modal-dialog') private dialog!: ModalDialog;
  @query('copy-field') private link!: HTMLElement | null;

  async show(account: Account): Promise<void> {
    this.account = account;
    this.#forget();
    await this.updateComplete;
    this.dialog.show();
  }

  protected override render(): TemplateResult {
    const name = this.account?.username ?? '';
    return html`<modal-dialog heading=${msg(str`New password for ${name}`)} @close=${() => this.#forget()}>
      ${this.made ? this.#renderLink(this.made, name) : this.#renderQuestion(name)}
    </modal-dialog>`;
  }

  #renderQuestion(name: string): TemplateResult {
    return html`<form @submit=${this.#make}>
      <p>
        ${msg(
          str`Whoever opens the link chooses a new password for this account, and all its sessions end. Give it to ${name} alone. It works once, within 24 hours; one made before stops working.`,
        )}
      </p>
      <div role="alert">
        ${
          this.failure
            ? html`<p class="problem">${alertIcon}<span>${describeFailure(this.failure)}</span></p>`
            : nothing
        }
      </div>
      <div class="buttons">
        <button type="button" class="quiet" @click=${() => this.dialog.close()}>${msg('Cancel')}</button>
        <button class="primary" autofocus aria-disabled=${this.busy ? 'true' : nothing}>${msg('Make the link')}</button>
      </div>
    </form>`;
  }

  #renderLink({ link, expiresAt }: ResetLink, name: string): TemplateResult {
    const until = formatDateTime(Date.parse(expiresAt), readerLocale());
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <copy-field label=${msg('Link')} value=${new URL(link, location.origin).href}></copy-field>
      <p class="hint">
        ${msg(str`It works once, until ${until}. It is shown only here: copy it now, and give it to ${name} alone.`)}
      </p>
      <div class="buttons">
        <button type="button" class="quiet" @click=${() => this.dialog.close()}>${msg('Done')}</button>
      </div>
    </form>`;
  }

  async #make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { account } = this;
    if (this.busy || !account) return;
    this.busy = true;
    this.failure = undefined;
    const result = await this.services.accounts.createResetLink(account.sub);
    if (account !== this.account) return;
    this.busy = false;
    if (!result.ok) {
      this.failure = result.failure;
      return;
    }
    this.made = result.data;
    await this.updateComplete;
    this.link?.focus();
  }

  /** A link that was shown is a secret: nothing keeps it. */
  #forget(): void {
    this.made = undefined;
    this.failure = undefined;
    this.busy = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reset-link-dialog': ResetLinkDialog;
  }
}
