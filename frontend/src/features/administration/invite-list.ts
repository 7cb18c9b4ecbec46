import { localized, msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Result } from '../../api/result.ts';
import type { Invite, InviteOfRoom } from '../../api/types.ts';
import { GENERAL } from '../../stores/general.ts';
import { PagedList } from '../../stores/paged-list.ts';
import type { EmptyState } from '../../ui/empty-state.ts';
import { hashIcon, linkIcon, lockIcon } from '../../ui/icons.ts';
import { emit } from '../events.ts';
import { describeTerms, renderRevoke, revocation } from '../invites/invite-text.ts';
import { ListPanel } from './list-panel.ts';

/** The links of all rooms with which people join, those that work longest first. */
@customElement('invite-list')
@localized()
export class InviteList extends ListPanel<InviteOfRoom> {
  protected readonly pages = new PagedList<InviteOfRoom>((after) => this.#list(after));

  protected override label(): string {
    return msg('Invites');
  }

  protected override empty(): EmptyState {
    return {
      icon: linkIcon,
      heading: msg('No invites'),
      text: msg('Links with which people join a room are listed here until they end. The menu of a room makes them.'),
    };
  }

  protected override renderItems(invites: readonly InviteOfRoom[]): TemplateResult {
    return html`<ul aria-label=${msg('Invites')}>
      ${repeat(
        invites,
        ({ invite }) => invite.id,
        (each, index) => this.#renderInvite(each, index + 1),
      )}
    </ul>`;
  }

  #renderInvite({ invite, roomName }: InviteOfRoom, number: number): TemplateResult {
    const { room, makes, createdBy } = invite;
    const known = room === GENERAL ? msg('General') : roomName;
    const name = known ?? msg('A private room');
    return html`<li class="row">
      <span class="mark">${known === undefined ? lockIcon : hashIcon}</span>
      <div class="about">
        <p class="name">
          <strong dir="auto">${name}</strong>
          ${
            makes === 'account'
              ? html`<span class="tag admin">${msg('Makes accounts')}</span>`
              : html`<span class="tag">${msg('Makes guests')}</span>`
          }
        </p>
        <p class="hint"><bdi>${msg(str`By ${createdBy.username}`)}</bdi> · ${describeTerms(invite)}</p>
      </div>
      ${renderRevoke({ invite, number, room: name }, () => this.#askToRevoke(invite))}
    </li>`;
  }

  #askToRevoke({ id, room }: Invite): void {
    emit(this, 'question-ask', {
      ...revocation(),
      run: async () => {
        const result = await this.services.invites.revoke(room, id);
        if (result.ok) this.pages.update((each) => (each.invite.id === id ? undefined : each));
        return result;
      },
    });
  }

  async #list(after: string | undefined): Promise<Result<{ items: InviteOfRoom[]; next?: string | undefined }>> {
    const result = await this.services.invites.listAll(this.finding(after));
    return result.ok ? { ...result, data: { items: result.data.invites, next: result.data.next } } : result;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'invite-list': InviteList;
  }
}
