import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { MyRoom } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { describeNewMessages } from '../../i18n/new-messages.ts';
import { calendar } from '../../state/calendar.ts';
import { pathOf } from '../../state/routes.ts';
import type { Names } from '../../stores/people.ts';
import { MANY } from '../../stores/room-counts.ts';
import { formatDay, formatTime } from '../../text/format.ts';
import { roomName } from '../room/room-names.ts';
import { renderFace, short } from '../sidebar/sidebar-row.ts';
import { attentionOf } from '../sidebar/sections.ts';

/** The rooms in which something is unread, in the order of `rooms`: the newest first. */
export function unreadRooms(rooms: readonly MyRoom[], now: number): MyRoom[] {
  return rooms.filter((room) => attentionOf(room, now).unread);
}

export function renderUnreadRooms(rooms: readonly MyRoom[], names: Names): TemplateResult | typeof nothing {
  if (rooms.length === 0) return nothing;
  return html`<h2>${msg('Unread rooms')}</h2>
    <ul aria-label=${msg('Unread rooms')}>
      ${repeat(
        rooms,
        ({ id }) => id,
        (room) => renderRoom(room, roomName(room, names)),
      )}
    </ul>`;
}

function renderRoom(room: MyRoom, name: string): TemplateResult {
  return html`<li class="room">
    <a href=${pathOf({ name: 'room', room: room.id })}>
      <span class="kind">${renderFace(room, { name, presence: undefined, faceSize: 24 })}</span>
      <strong><bdi>${name}</bdi></strong>
      <span class="hint">${describeUnread(room.unread)}</span>
      ${room.lastMessage ? renderTime(room.lastMessage.timestamp) : nothing}
    </a>
  </li>`;
}

/** Its day and hour. */
export function renderTime(timestamp: string): TemplateResult {
  const [time, locale] = [Date.parse(timestamp), readerLocale()];
  return html`<time datetime=${timestamp}
    >${formatDay(time, locale, calendar.today)}, ${formatTime(time, locale)}</time
  >`;
}

function describeUnread(unread: number): string {
  if (unread < MANY) return describeNewMessages(unread);
  const many = short(unread);
  return msg(str`${many} new messages`);
}
