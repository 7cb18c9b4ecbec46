/** Who is in a room; of the room of everybody, who is online. */
import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { MyRoom } from '../../api/types.ts';
import { GENERAL } from '../../stores/general.ts';
import type { RoomPeople } from '../../stores/room-people.ts';
import '../../ui/modal-dialog.ts';
import '../people/online-list.ts';
import './members-panel.ts';
import './room-panel.ts';

interface About {
  room: MyRoom;
  people: RoomPeople;
  /** How often members have changed. */
  changes: number;
}

export function renderPanel(about: About): TemplateResult {
  const heading = headingOf(about);
  return html`<room-panel role="complementary" aria-label=${heading} .heading=${heading}>
    ${renderPeople(about)}
  </room-panel>`;
}

export function renderDrawer(about: About): TemplateResult {
  return html`<modal-dialog kind="drawer" heading=${headingOf(about)}>${renderPeople(about)}</modal-dialog>`;
}

function headingOf({ room }: About): string {
  return room.id === GENERAL ? msg('Who is online') : msg('Members');
}

function renderPeople({ room, people, changes }: About): TemplateResult {
  if (room.id === GENERAL) return html`<online-list></online-list>`;
  return html`<members-panel .room=${room} .people=${people} .changes=${changes}></members-panel>`;
}
