import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Result } from '../../api/result.ts';
import type { Account, Session } from '../../api/types.ts';
import { personContext, servicesContext, type Services } from '../contexts.ts';
import { emit } from '../events.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { alertIcon } from '../../ui/icons.ts';
import styles from './account-list.css?inline';

/** For administrators: all accounts, which they can disable and delete. */
@customElement('account-list')
@localized()
export class AccountList extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @state() private accounts: readonly Account[] = [];
  @state() private next: string | undefined;
  @state() private loading = false;
  @state() private problem: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override render(): TemplateResult {
    const { accounts, next, loading, problem } = this;
    return html`
      <div role="alert">
        ${problem === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${problem}</span></p>`}
      </div>
      <ul aria-label=${msg('Accounts')}>
        ${repeat(
          accounts,
          ({ sub }) => sub,
          (account) => this.#renderAccount(account),
        )}
      </ul>
      ${loading ? html`<p class="hint">${msg('Loading…')}</p>` : nothing}
      ${
        next === undefined || loading
          ? nothing
          : html`<button class="small quiet" @click=${() => void this.#load()}>${msg('Show more')}</button>`
      }
    `;
  }

  #renderAccount(account: Account): TemplateResult {
    const { username, roles, disabledAt } = account;
    return html`<li>
      <div class="account">
        <p class="name" dir="auto" title=${username}>${username}</p>
        ${disabledAt === undefined ? nothing : html`<p class="hint">${msg('Disabled')}</p>`}
      </div>
      ${
        // Administrators cannot be disabled or deleted here.
        roles.includes('admin')
          ? html`<span class="tag">${msg('Administrator')}</span>`
          : html`<div class="actions">${this.#renderToggle(account)}${this.#renderDelete(account)}</div>`
      }
    </li>`;
  }

  #renderToggle(account: Account): TemplateResult {
    const { username, disabledAt } = account;
    return disabledAt === undefined
      ? html`<button
          class="small quiet"
          aria-label=${msg(str`Disable the account ${username}`)}
          @click=${() => this.#askToDisable(account)}
        >
          ${msg('Disable')}
        </button>`
      : html`<button
          class="small quiet"
          aria-label=${msg(str`Enable the account ${username}`)}
          @click=${() => void this.#setDisabled(account, false)}
        >
          ${msg('Enable')}
        </button>`;
  }

  #renderDelete(account: Account): TemplateResult {
    return html`<button
      class="small quiet"
      aria-label=${msg(str`Delete the account ${account.username}`)}
      @click=${() => this.#askToDelete(account)}
    >
      ${msg('Delete')}
    </button>`;
  }

  #askToDisable(account: Account): void {
    emit(this, 'question-ask', {
      heading: msg(str`Disable the account ${account.username}?`),
      text: msg('This account will be logged out everywhere and cannot log in until it is enabled again.'),
      action: msg('Disable'),
      run: () => this.#setDisabled(account, true),
    });
  }

  #askToDelete(account: Account): void {
    emit(this, 'question-ask', {
      heading: msg(str`Delete the account ${account.username}?`),
      text: msg(
        'This account will be logged out everywhere and can never log in again. Its messages stay under its name, and nobody else can use the name.',
      ),
      action: msg('Delete the account'),
      run: () => this.#delete(account),
    });
  }

  async #load(): Promise<void> {
    this.loading = true;
    const result = await this.services.accounts.list(this.next);
    this.loading = false;
    this.problem = result.ok ? undefined : describeFailure(result.failure);
    if (!result.ok) return;
    this.accounts = [...this.accounts, ...result.data.accounts];
    this.next = result.data.next;
  }

  async #setDisabled({ sub }: Account, disabled: boolean): Promise<Result<unknown>> {
    const result = await this.services.accounts.setDisabled(sub, disabled);
    this.problem = result.ok || disabled ? undefined : describeFailure(result.failure);
    if (result.ok) this.accounts = this.accounts.map((each) => (each.sub === sub ? result.data : each));
    return result;
  }

  async #delete({ sub }: Account): Promise<Result<unknown>> {
    const result = await this.services.accounts.delete(sub);
    if (result.ok) this.accounts = this.accounts.filter((each) => each.sub !== sub);
    return result;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'account-list': AccountList;
  }
}
