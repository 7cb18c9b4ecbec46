import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Result } from '../../api/result.ts';
import type { Account } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { calendar } from '../../state/calendar.ts';
import { navigate } from '../../state/navigation.ts';
import { PagedList } from '../../stores/paged-list.ts';
import type { Names } from '../../stores/people.ts';
import { formatAgo } from '../../text/format.ts';
import { avatar } from '../../ui/avatar.ts';
import type { EmptyState } from '../../ui/empty-state.ts';
import { deleteIcon, linkIcon, logoutIcon, moreIcon, newMessageIcon, peopleIcon } from '../../ui/icons.ts';
import type { MenuGroup } from '../../ui/menu-button.ts';
import '../../ui/menu-button.ts';
import { namesContext } from '../contexts.ts';
import { emit } from '../events.ts';
import { ListPanel } from './list-panel.ts';
import type { ResetLinkDialog } from './reset-link-dialog.ts';
import './reset-link-dialog.ts';

/** All accounts, and what an administrator can do with each. */
@customElement('account-list')
@localized()
export class AccountList extends ListPanel<Account> {
  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @query('reset-link-dialog') private resetDialog!: ResetLinkDialog;

  protected readonly pages = new PagedList<Account>((after) => this.#list(after));

  protected override label(): string {
    return msg('Accounts');
  }

  protected override searchLabel(): string {
    return msg('Find an account by name');
  }

  protected override empty(): EmptyState {
    return {
      icon: peopleIcon,
      heading: msg('No accounts'),
      text: msg('A guest who sets a password in the settings has an account.'),
    };
  }

  protected override renderItems(accounts: readonly Account[]): TemplateResult {
    return html`<ul aria-label=${msg('Accounts')}>
        ${repeat(
          accounts,
          ({ sub }) => sub,
          (account) => this.#renderAccount(account),
        )}
      </ul>
      <reset-link-dialog></reset-link-dialog>`;
  }

  #renderAccount(account: Account): TemplateResult {
    const { sub, username, roles, disabledAt } = account;
    const shown = this.names.get(sub) ?? username;
    return html`<li class=${disabledAt === undefined ? 'row' : 'row off'}>
      ${avatar(sub, shown)}
      <div class="about">
        <p class="name">
          <strong dir="auto" title=${username}>${username}</strong>
          ${shown === username ? nothing : html`<span class="hint" dir="auto">${shown}</span>`}
          ${sub === this.person.sub ? html`<span class="hint">${msg('you')}</span>` : nothing}
          ${roles.includes('admin') ? html`<span class="tag admin">${msg('Administrator')}</span>` : nothing}
          ${disabledAt === undefined ? nothing : html`<span class="tag off">${msg('Disabled')}</span>`}
        </p>
        <p class="hint">${describeAccount(account)}</p>
      </div>
      <menu-button label=${msg(str`Actions for ${username}`)} .groups=${this.#menu(account)}>${moreIcon}</menu-button>
    </li>`;
  }

  #menu(account: Account): MenuGroup[] {
    const { sub, administrator, disabledAt } = account;
    const isMe = sub === this.person.sub;
    const disabled = disabledAt !== undefined;
    return [
      {
        items: [
          ...(isMe || disabled
            ? []
            : [{ label: msg('Write a message'), icon: newMessageIcon, run: () => emit(this, 'direct-open', [sub]) }]),
          ...(administrator === undefined && !disabled
            ? [
                { label: msg('Make administrator'), run: () => this.#askToGrant(account) },
                {
                  label: msg('Link for a new password'),
                  icon: linkIcon,
                  run: () => void this.resetDialog.show(account),
                },
              ]
            : []),
          ...(administrator === 'granted'
            ? [{ label: msg('Remove as administrator'), run: () => this.#askToRevoke(account) }]
            : []),
          ...(disabled
            ? []
            : [{ label: msg('End all sessions'), icon: logoutIcon, run: () => this.#askToEndSessions(account) }]),
        ],
      },
      {
        // An administrator's account can neither be disabled nor deleted.
        items:
          administrator === undefined
            ? [
                disabled
                  ? { label: msg('Enable'), run: () => void this.act(() => this.#setDisabled(account, false)) }
                  : { label: msg('Disable'), danger: true, run: () => this.#askToDisable(account) },
                {
                  label: msg('Delete the account'),
                  icon: deleteIcon,
                  danger: true,
                  run: () => this.#askToDelete(account),
                },
              ]
            : [],
      },
    ];
  }

  #askToGrant(account: Account): void {
    const { sub, username } = account;
    emit(this, 'question-ask', {
      heading: msg(str`Make ${username} an administrator?`),
      text: msg(
        'Administrators manage people and public rooms, delete any message there, and can make others administrators, or remove you as one.',
      ),
      action: msg('Make administrator'),
      harmless: true,
      run: async () => {
        const result = await this.services.accounts.setAdministrator(sub, true);
        if (result.ok) this.#replace({ ...account, roles: ['account', 'admin'], administrator: 'granted' });
        return result;
      },
    });
  }

  #askToRevoke(account: Account): void {
    const { sub, username } = account;
    const isMe = sub === this.person.sub;
    emit(this, 'question-ask', {
      heading: msg(str`Remove ${username} as an administrator?`),
      text: isMe
        ? msg('You keep your account, but only another administrator can make you one again.')
        : msg('The account stays, without the rights of an administrator.'),
      action: msg('Remove as administrator'),
      run: () => this.#revoke(account, isMe),
    });
  }

  async #revoke(account: Account, isMe: boolean): Promise<Result<unknown>> {
    const { sub, username } = account;
    const result = await this.services.accounts.setAdministrator(sub, false);
    if (!result.ok) return result;
    this.#replace({ sub, username, roles: ['account'] });
    if (isMe) {
      // The session learns its roles from a new token.
      await this.services.session.refresh();
      navigate({ name: 'home' }, { replace: true });
    }
    return result;
  }

  #askToEndSessions({ sub, username }: Account): void {
    emit(this, 'question-ask', {
      heading: msg(str`End all sessions of ${username}?`),
      text: msg('This account will be logged out everywhere. It can log in again with the same password.'),
      action: msg('End all sessions'),
      run: () => this.services.accounts.endSessions(sub),
    });
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

  async #setDisabled({ sub }: Account, disabled: boolean): Promise<Result<Account>> {
    const result = await this.services.accounts.setDisabled(sub, disabled);
    if (result.ok) this.#replace(result.data);
    return result;
  }

  async #delete({ sub }: Account): Promise<Result<unknown>> {
    const result = await this.services.accounts.delete(sub);
    if (result.ok) this.pages.update((each) => (each.sub === sub ? undefined : each));
    return result;
  }

  #replace(account: Account): void {
    this.pages.update((each) => (each.sub === account.sub ? account : each));
  }

  async #list(after: string | undefined): Promise<Result<{ items: Account[]; next?: string | undefined }>> {
    const result = await this.services.accounts.list(this.finding(after));
    return result.ok ? { ...result, data: { items: result.data.accounts, next: result.data.next } } : result;
  }
}

function describeAccount({ administrator, lastUsedAt }: Account): string {
  const seen =
    lastUsedAt === undefined
      ? msg('Not logged in')
      : msg(str`Last used ${formatAgo(Date.parse(lastUsedAt), readerLocale(), calendar.now)}`);
  return administrator === 'setting' ? `${seen} · ${msg('Administrator by the setting ADMINS')}` : seen;
}

declare global {
  interface HTMLElementTagNameMap {
    'account-list': AccountList;
  }
}
