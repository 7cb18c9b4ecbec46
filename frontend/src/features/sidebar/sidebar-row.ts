import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { MyRoom, PersonStatus } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { describeNewMessages } from '../../i18n/new-messages.ts';
import { plural } from '../../i18n/plural.ts';
import { formatNumber } from '../../text/format.ts';
import { avatar } from '../../ui/avatar.ts';
import { editIcon, hashIcon, inboxIcon, lockIcon, moreIcon, mutedIcon, peopleIcon } from '../../ui/icons.ts';
import { pathOf } from '../../state/routes.ts';
import { describePresence, type PresenceState } from '../people/presence-of.ts';
import { renderStatusEmoji } from '../people/status-emoji.ts';
import { partnerOf } from '../room/room-names.ts';
import { shortCount, type Attention } from './sections.ts';

interface RowState {
  name: string;
  attention: Attention;
  selected: boolean;
  /** It has an unsent text. */
  draft: boolean;
  /** Of the other person of a direct room. */
  presence: PresenceState | undefined;
  status: PersonStatus | undefined;
  faceSize: 20 | 24;
  /** Opens the row's menu; without it there is none. */
  onMenu: ((event: Event) => void) | undefined;
}

/** The way to all mentions, with how many are unread. */
export function renderInbox(mentions: number, selected: boolean, unsent: boolean): TemplateResult {
  const classes = ['row', selected && 'selected', mentions > 0 && 'unread'].filter(Boolean).join(' ');
  return html`<a class=${classes} href=${pathOf({ name: 'inbox' })} aria-current=${selected ? 'page' : nothing}>
    ${inboxIcon}<span class="text">${msg('Inbox')}</span>
    ${unsent ? html`<span class="tag">${msg('Not sent')}</span>` : nothing}
    ${
      mentions > 0
        ? html`<span class="badge" aria-hidden="true">${short(mentions)}</span>
            <span class="visually-hidden">, ${describeMentions(mentions)}</span>`
        : nothing
    }
  </a>`;
}

/** A room's row. There may be hundreds, of which few change at a time: the others are not rendered again. */
export function renderRow(room: MyRoom, state: RowState): unknown {
  const { attention, onMenu, ...rest } = state;
  const shown = [room, readerLocale(), onMenu !== undefined, ...Object.values<unknown>({ ...attention, ...rest })];
  return guard(shown, () => renderContent(room, state));
}

/** What the room is, its name, and what waits in it. Its accessible name says all of that in words. */
function renderContent(
  room: MyRoom,
  { name, attention, selected, draft, presence, status, faceSize, onMenu }: RowState,
): TemplateResult {
  const { unread, badge, muted } = attention;
  const partner = partnerOf(room);
  const classes = ['row', selected && 'selected', unread && 'unread', muted && 'muted'].filter(Boolean).join(' ');
  return html`<a
      class=${classes}
      data-room=${room.id}
      href=${pathOf({ name: 'room', room: room.id })}
      aria-current=${selected ? 'page' : nothing}
      title=${name}
      draggable="true"
    >
      ${renderFace(room, { name, presence, faceSize })}
      <span class="text" dir="auto">${name}</span>
      ${partner?.guest ? html`<span class="tag">${msg('guest')}</span>` : nothing}
      ${status ? renderStatusEmoji(status) : nothing}
      ${draft && !selected ? html`<span class="aside">${editIcon}</span>` : nothing}
      ${muted ? html`<span class="aside">${mutedIcon}</span>` : nothing}
      ${badge > 0 ? html`<span class="badge" aria-hidden="true">${short(badge)}</span>` : nothing}
      <span class="visually-hidden">${describe({ room, attention, draft: draft && !selected, presence })}</span> </a
    >${onMenu ? renderMore(name, onMenu) : nothing}`;
}

function renderMore(name: string, onMenu: (event: Event) => void): TemplateResult {
  const label = msg(str`Menu of ${name}`);
  return html`<button
    class="more"
    tabindex="-1"
    aria-haspopup="menu"
    aria-label=${label}
    title=${label}
    @click=${onMenu}
  >
    ${moreIcon}
  </button>`;
}

type Face = Pick<RowState, 'name' | 'presence' | 'faceSize'>;

/** Who is in a direct room, or what kind of room it is. */
export function renderFace(room: MyRoom, { name, presence, faceSize: size }: Face): TemplateResult {
  const partner = partnerOf(room);
  if (partner) return avatar(partner.guest ? name : partner.sub, name, { size, presence });
  if (room.kind === 'direct') return peopleIcon;
  return room.kind === 'private' ? lockIcon : hashIcon;
}

type Described = Pick<RowState, 'attention' | 'draft' | 'presence'> & { room: MyRoom };

function describe({ room, attention, draft, presence }: Described): string {
  const parts = [
    presence ? describePresence(presence).toLocaleLowerCase(readerLocale()) : '',
    room.kind === 'private' ? msg('private room') : '',
    attention.unread ? msg('unread') : '',
    attention.badge > 0 ? describeBadge(room, attention.badge) : '',
    draft ? msg('draft') : '',
    attention.muted ? msg('muted') : '',
  ].filter((part) => part !== '');
  return parts.map((part) => `, ${part}`).join('');
}

const describeBadge = ({ kind }: MyRoom, badge: number): string =>
  kind === 'direct' ? describeNewMessages(badge) : describeMentions(badge);

function describeMentions(mentions: number): string {
  return plural(
    mentions,
    (count) => msg(str`${count} mention`),
    (count) => msg(str`${count} mentions`),
  );
}

export const short = (count: number): string => shortCount(count, (number) => formatNumber(number, readerLocale()));
