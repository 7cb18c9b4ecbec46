/** Why nobody can write in a room, in place of the composer's tools. */
import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { MyRoom, Session } from '../../api/types.ts';
import { archiveIcon } from '../../ui/icons.ts';
import { emit } from '../events.ts';
import { rightsIn } from './room-menu.ts';

export function renderClosed(from: HTMLElement, room: MyRoom, person: Session): TemplateResult | typeof nothing {
  if (!room.archived) return nothing;
  const mayRestore = rightsIn(room, person).manage;
  return html`<p slot="closed">
      ${archiveIcon}
      <span>
        ${msg('This room is archived: nobody can write here.')}
        ${mayRestore ? nothing : msg('An owner can restore it.')}
      </span>
    </p>
    ${
      mayRestore
        ? html`<button slot="closed" class="small quiet" @click=${() => emit(from, 'room-archive', room)}>
            ${msg('Restore')}
          </button>`
        : nothing
    }`;
}
