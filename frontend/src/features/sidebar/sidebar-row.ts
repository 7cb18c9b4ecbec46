import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { MyRoom } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { plural } from '../../i18n/plural.ts';
import { formatNumber } from '../../text/format.ts';
import { avatar } from '../../ui/avatar.ts';
import { editIcon, hashIcon, inboxIcon, lockIcon, mutedIcon, peopleIcon } from '../../ui/icons.ts';
import { pathOf } from '../../state/routes.ts';
import { partnerOf } from '../room/room-names.ts';
import { shortCount, type Attention } from './sections.ts';

interface RowState {
  name: string;
  attention: Attention;
  selected: boolean;
  /** It has an unsent text. */
  draft: boolean;
  /** The `sub`s of those online. */
  online: ReadonlySet<string | undefined>;
}

/** The way to all mentions, with how many are unread. */
export function renderInbox(mentions: number, selected: boolean): TemplateResult {
  const classes = ['row', selected && 'selected', mentions > 0 && 'unread'].filter(Boolean).join(' ');
  return html`<a class=${classes} href=${pathOf({ name: 'inbox' })} aria-current=${selected ? 'page' : nothing}>
    ${inboxIcon}<span class="text">${msg('Inbox')}</span>
    ${
      mentions > 0
        ? html`<span class="badge" aria-hidden="true">${short(mentions)}</span>
            <span class="visually-hidden">, ${describeMentions(mentions)}</span>`
        : nothing
    }
  </a>`;
}

/** A room's row: what it is, its name, and what waits in it. Its accessible name says all of that in words. */
export function renderRow(room: MyRoom, { name, attention, selected, draft, online }: RowState): TemplateResult {
  const { unread, badge, muted } = attention;
  const partner = partnerOf(room);
  const classes = ['row', selected && 'selected', unread && 'unread', muted && 'muted'].filter(Boolean).join(' ');
  return html`<a
    class=${classes}
    data-room=${room.id}
    href=${pathOf({ name: 'room', room: room.id })}
    aria-current=${selected ? 'page' : nothing}
    title=${name}
  >
    ${renderFace(room, name, online)}
    <span class="text" dir="auto">${name}</span>
    ${partner?.guest ? html`<span class="tag">${msg('guest')}</span>` : nothing}
    ${draft && !selected ? html`<span class="aside">${editIcon}</span>` : nothing}
    ${muted ? html`<span class="aside">${mutedIcon}</span>` : nothing}
    ${badge > 0 ? html`<span class="badge" aria-hidden="true">${short(badge)}</span>` : nothing}
    <span class="visually-hidden">${describe({ room, attention, draft: draft && !selected, online })}</span>
  </a>`;
}

function renderFace(room: MyRoom, name: string, online: ReadonlySet<string | undefined>): TemplateResult {
  const partner = partnerOf(room);
  if (partner) {
    const classes = online.has(partner.sub) ? 'face online' : 'face';
    return html`<span class=${classes}>${avatar(partner.guest ? name : partner.sub, name)}</span>`;
  }
  if (room.kind === 'direct') return peopleIcon;
  return room.kind === 'private' ? lockIcon : hashIcon;
}

function describe({ room, attention, draft, online }: Omit<RowState, 'name' | 'selected'> & { room: MyRoom }): string {
  const partner = partnerOf(room);
  const parts = [
    partner && online.has(partner.sub) ? msg('online') : '',
    room.kind === 'private' ? msg('private room') : '',
    attention.unread ? msg('unread') : '',
    attention.badge > 0 ? describeBadge(room, attention.badge) : '',
    draft ? msg('draft') : '',
    attention.muted ? msg('muted') : '',
  ].filter((part) => part !== '');
  return parts.map((part) => `, ${part}`).join('');
}

function describeBadge({ kind }: MyRoom, badge: number): string {
  if (kind === 'direct') {
    return plural(
      badge,
      (count) => msg(str`${count} new message`),
      (count) => msg(str`${count} new messages`),
    );
  }
  return describeMentions(badge);
}

function describeMentions(mentions: number): string {
  return plural(
    mentions,
    (count) => msg(str`${count} mention`),
    (count) => msg(str`${count} mentions`),
  );
}

const short = (count: number): string => shortCount(count, (number) => formatNumber(number, readerLocale()));
