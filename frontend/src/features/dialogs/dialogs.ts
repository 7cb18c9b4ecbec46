/** The dialogs about rooms, loaded when the first of them opens. */
import { html, type TemplateResult } from 'lit';
import type { StoredSection } from '../../api/types.ts';
import type { ChatEventDetails, DialogName, ShownPerson } from '../events.ts';
import './add-people-dialog.ts';
import './browse-dialog.ts';
import './chat-name-dialog.ts';
import './invite-dialog.ts';
import './keys-dialog.ts';
import './new-message-dialog.ts';
import './new-room-dialog.ts';
import './room-details-dialog.ts';
import './section-dialog.ts';
import '../people/person-card.ts';
import '../status/status-dialog.ts';
import '../switcher/quick-switcher.ts';

export type DialogRequest =
  | { dialog: DialogName }
  | { dialog: 'person'; person: ShownPerson }
  | ChatEventDetails['room-dialog-open']
  | { dialog: 'section'; section?: StoredSection; room?: string };

export function renderDialog(request: DialogRequest): TemplateResult {
  switch (request.dialog) {
    case 'new-room':
      return html`<new-room-dialog></new-room-dialog>`;
    case 'browse':
      return html`<browse-dialog></browse-dialog>`;
    case 'new-message':
      return html`<new-message-dialog></new-message-dialog>`;
    case 'switcher':
      return html`<quick-switcher></quick-switcher>`;
    case 'keys':
      return html`<keys-dialog></keys-dialog>`;
    case 'status':
      return html`<status-dialog></status-dialog>`;
    case 'chat-name':
      return html`<chat-name-dialog></chat-name-dialog>`;
    case 'person':
      return html`<person-card .person=${request.person}></person-card>`;
    case 'add-people':
      return html`<add-people-dialog .room=${request.room}></add-people-dialog>`;
    case 'invite':
      return html`<invite-dialog .room=${request.room}></invite-dialog>`;
    case 'room-details':
      return html`<room-details-dialog
        .room=${request.room}
        .focused=${request.focus ?? 'name'}
      ></room-details-dialog>`;
    case 'section':
      return html`<section-dialog .section=${request.section} .room=${request.room}></section-dialog>`;
  }
}
