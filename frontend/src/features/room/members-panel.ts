import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Member, MyRoom, Session } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import type { Names } from '../../stores/people.ts';
import type { OnlinePerson, Presence } from '../../stores/presence.ts';
import type { RoomList } from '../../stores/room-list.ts';
import type { RoomPeople } from '../../stores/room-people.ts';
import { avatars, base, controls, sheet } from '../../styles/sheets.ts';
import { avatar } from '../../ui/avatar.ts';
import { addPersonIcon, alertIcon, moreIcon } from '../../ui/icons.ts';
import type { MenuGroup } from '../../ui/menu-button.ts';
import '../../ui/menu-button.ts';
import { namesContext, personContext, presenceContext, roomListContext } from '../contexts.ts';
import { emit } from '../events.ts';
import { describePresence, peopleBySub, presenceOf, statusOf } from '../people/presence-of.ts';
import { personButtons, renderPersonButton } from '../people/person-button.ts';
import { renderStatusEmoji } from '../people/status-emoji.ts';
import { rightsIn } from './room-menu.ts';
import styles from './members-panel.css?inline';

/** The people of a room: those online first. Owners change roles and remove people here. */
@customElement('members-panel')
@localized()
export class MembersPanel extends SignalWatcher(LitElement) {
  static override styles = [base, controls, avatars, personButtons, sheet(styles)];

  @property({ attribute: false }) room!: MyRoom;
  @property({ attribute: false }) people!: RoomPeople;
  /** How often members have come, left or changed. */
  @property({ type: Number }) changes = 0;

  @consume({ context: roomListContext })
  list!: RoomList;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // Somebody came or left, or the user's own role changed.
    if (changed.has('room') || changed.has('changes')) this.people.refresh(this.room, this.changes);
  }

  protected override render(): TemplateResult {
    const { members, next, status, failure } = this.people.state.value;
    const online = peopleBySub(this.presence);
    const sorted = members.toSorted(
      (one, other) =>
        Number(online.has(other.sub)) - Number(online.has(one.sub)) || this.#name(one).localeCompare(this.#name(other)),
    );
    return html`
      ${
        rightsIn(this.room, this.person).add
          ? html`<button
              class="quiet add"
              aria-haspopup="dialog"
              @click=${() => emit(this, 'room-dialog-open', { dialog: 'add-people', room: this.room })}
            >
              ${addPersonIcon}${msg('Add people')}
            </button>`
          : nothing
      }
      <div role="alert">
        ${failure ? html`<p class="problem">${alertIcon}<span>${describeFailure(failure)}</span></p>` : nothing}
      </div>
      <ul aria-label=${msg('Members')}>
        ${repeat(
          sorted,
          ({ sub }) => sub,
          (member) => this.#renderMember(member, online.get(member.sub)),
        )}
      </ul>
      ${status === 'loading' ? html`<p class="hint">${msg('Loading…')}</p>` : nothing}
      ${
        failure || (next !== undefined && status === 'ready')
          ? html`<button class="small quiet" @click=${() => void this.people.loadMore()}>
              ${failure ? msg('Try again') : msg('Show more')}
            </button>`
          : nothing
      }
    `;
  }

  #name({ sub, username }: Member): string {
    return this.names.get(sub) ?? username;
  }

  #renderMember(member: Member, online: OnlinePerson | undefined): TemplateResult {
    const { sub, role, guest, gone } = member;
    const name = this.#name(member);
    const isMe = sub === this.person.sub;
    const direct = this.room.kind === 'direct';
    const presence = presenceOf(online, calendar.now);
    const status = statusOf(online, calendar.now);
    return html`<li>
      ${avatar(guest ? name : sub, name, { size: 32, presence })} ${renderPersonButton(this, { sub, name, guest })}
      ${status ? renderStatusEmoji(status) : nothing} ${isMe ? html`<span class="hint">${msg('you')}</span>` : nothing}
      ${presence ? html`<span class="visually-hidden">${describePresence(presence)}</span>` : nothing}
      ${role === 'owner' && !direct ? html`<span class="tag admin">${msg('owner')}</span>` : nothing}
      ${guest ? html`<span class="tag">${msg('guest')}</span>` : nothing}
      ${gone ? html`<span class="tag">${msg('gone')}</span>` : nothing}
      ${isMe ? nothing : this.#renderMenu(member, name)}
    </li>`;
  }

  #renderMenu(member: Member, name: string): TemplateResult | typeof nothing {
    const groups = this.#menu(member, name);
    if (groups.every(({ items }) => items.length === 0)) return nothing;
    return html`<menu-button label=${msg(str`Actions for ${name}`)} .groups=${groups}>${moreIcon}</menu-button>`;
  }

  #menu(member: Member, name: string): MenuGroup[] {
    const { sub, role, guest, gone } = member;
    const { members: manages } = rightsIn(this.room, this.person);
    const alone = this.room.kind === 'direct' && this.room.people?.length === 1;
    return [
      {
        items: [
          ...(gone || alone ? [] : [{ label: msg('Write a message'), run: () => emit(this, 'direct-open', [sub]) }]),
          ...(manages && !guest
            ? [
                {
                  label: role === 'owner' ? msg('Make a member') : msg('Make an owner'),
                  run: () => void this.people.setRole(sub, role === 'owner' ? 'member' : 'owner'),
                },
              ]
            : []),
        ],
      },
      {
        items: manages
          ? [{ label: msg('Remove from the room'), danger: true, run: () => this.#askToRemove(sub, name) }]
          : [],
      },
    ];
  }

  #askToRemove(sub: string, name: string): void {
    const room = this.room.name;
    emit(this, 'question-ask', {
      heading: msg(str`Remove ${name}?`),
      text: msg(str`${name} will no longer see the messages of ${room}.`),
      action: msg('Remove'),
      run: () => this.people.remove(sub),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'members-panel': MembersPanel;
  }
}
