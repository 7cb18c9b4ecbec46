import { localized, msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { MyRoom } from '../../api/types.ts';
import { fieldOf, FormDialog } from './form-dialog.ts';
import { MAX_NAME, MAX_TOPIC } from './new-room-dialog.ts';

/** Changes a room's name and topic. */
@customElement('room-details-dialog')
@localized()
export class RoomDetailsDialog extends FormDialog {
  @property({ attribute: false }) room!: MyRoom;
  /** The field that has the focus when the dialog opens. */
  @property() focused: 'name' | 'topic' = 'name';

  protected override render(): TemplateResult {
    const { room, focused } = this;
    const { name, topic } = room;
    return html`<modal-dialog heading=${msg('Name and topic')}>
      <form @submit=${this.#submit} novalidate>
        <div class="field">
          <label for="name">${msg('Name')}</label>
          <input
            id="name"
            name="name"
            value=${name}
            maxlength=${MAX_NAME}
            autocomplete="off"
            ?autofocus=${focused === 'name'}
            dir="auto"
          />
        </div>
        <div class="field">
          <label for="topic">${msg('Topic (optional)')}</label>
          <input
            id="topic"
            name="topic"
            value=${topic}
            maxlength=${MAX_TOPIC}
            autocomplete="off"
            ?autofocus=${focused === 'topic'}
            dir="auto"
          />
        </div>
        ${this.renderProblem()} ${this.renderButtons(msg('Save'))}
      </form>
    </modal-dialog>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const [name, topic] = [fieldOf(event, 'name'), fieldOf(event, 'topic')];
    if (!this.demandName(name)) return;
    const changes = { ...(name !== this.room.name && { name }), ...(topic !== this.room.topic && { topic }) };
    if (Object.keys(changes).length === 0) this.close();
    else if (await this.run(() => this.list.update(this.room.id, changes))) this.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'room-details-dialog': RoomDetailsDialog;
  }
}
