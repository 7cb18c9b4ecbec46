import { localized, msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Result } from '../../api/result.ts';
import type { Guest } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { calendar } from '../../state/calendar.ts';
import { PagedList } from '../../stores/paged-list.ts';
import { formatAgo } from '../../text/format.ts';
import { avatar } from '../../ui/avatar.ts';
import type { EmptyState } from '../../ui/empty-state.ts';
import { logoutIcon, moreIcon, newMessageIcon, peopleIcon } from '../../ui/icons.ts';
import '../../ui/menu-button.ts';
import { emit } from '../events.ts';
import { ListPanel } from './list-panel.ts';

/** The guests who have a session. */
@customElement('guest-list')
@localized()
export class GuestList extends ListPanel<Guest> {
  protected readonly pages = new PagedList<Guest>((after) => this.#list(after));

  protected override label(): string {
    return msg('Guests');
  }

  protected override searchLabel(): string {
    return msg('Find a guest by name');
  }

  protected override empty(): EmptyState {
    return {
      icon: peopleIcon,
      heading: msg('No guests'),
      text: msg('People who join with a nickname, without a password, are listed here until they log out.'),
    };
  }

  protected override renderItems(guests: readonly Guest[]): TemplateResult {
    return html`<ul aria-label=${msg('Guests')}>
      ${repeat(
        guests,
        ({ sub }) => sub,
        (guest) => this.#renderGuest(guest),
      )}
    </ul>`;
  }

  #renderGuest({ sub, username, lastUsedAt }: Guest): TemplateResult {
    const ago = formatAgo(Date.parse(lastUsedAt), readerLocale(), calendar.now);
    const items = [
      { label: msg('Write a message'), icon: newMessageIcon, run: () => emit(this, 'direct-open', [sub]) },
      { label: msg('End the session'), icon: logoutIcon, danger: true, run: () => this.#askToEnd(sub, username) },
    ];
    return html`<li class="row">
      ${avatar(username, username)}
      <div class="about">
        <p class="name"><strong dir="auto" title=${username}>${username}</strong></p>
        <p class="hint">${msg(str`Last used ${ago}`)}</p>
      </div>
      <menu-button label=${msg(str`Actions for ${username}`)} .groups=${[{ items }]}>${moreIcon}</menu-button>
    </li>`;
  }

  #askToEnd(sub: string, username: string): void {
    emit(this, 'question-ask', {
      heading: msg(str`End the session of ${username}?`),
      text: msg('This guest will be logged out everywhere, and the name will be available again. The messages stay.'),
      action: msg('End the session'),
      run: async () => {
        const result = await this.services.accounts.endGuest(sub);
        if (result.ok) this.pages.update((each) => (each.sub === sub ? undefined : each));
        return result;
      },
    });
  }

  async #list(after: string | undefined): Promise<Result<{ items: Guest[]; next?: string | undefined }>> {
    const result = await this.services.accounts.listGuests(this.finding(after));
    return result.ok ? { ...result, data: { items: result.data.guests, next: result.data.next } } : result;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'guest-list': GuestList;
  }
}
