import { localized, msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { fieldOf, FormDialog } from './form-dialog.ts';

/** The longest name and topic of a room, as the contract says. */
export const MAX_NAME = 60;
export const MAX_TOPIC = 250;

/** Creates a room, of which the user becomes the owner. */
@customElement('new-room-dialog')
@localized()
export class NewRoomDialog extends FormDialog {
  protected override render(): TemplateResult {
    return html`<modal-dialog heading=${msg('New room')}>
      <form @submit=${this.#submit} novalidate>
        <div class="field">
          <label for="name">${msg('Name')}</label>
          <input id="name" name="name" maxlength=${MAX_NAME} autocomplete="off" autofocus dir="auto" />
        </div>
        <div class="field">
          <label for="topic">${msg('Topic (optional)')}</label>
          <input
            id="topic"
            name="topic"
            maxlength=${MAX_TOPIC}
            autocomplete="off"
            dir="auto"
            aria-describedby="about"
          />
          <p id="about" class="hint">${msg('What the room is about, on one line.')}</p>
        </div>
        <fieldset>
          <legend>${msg('Who can find it')}</legend>
          ${renderKind('public', msg('Public'), msg('Everybody with an account can find the room, join it and read all of it.'))}
          ${renderKind('private', msg('Private'), msg('Only those whom an owner adds can see the room.'))}
        </fieldset>
        ${this.renderProblem()} ${this.renderButtons(msg('Create the room'))}
      </form>
    </modal-dialog>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const [name, topic] = [fieldOf(event, 'name'), fieldOf(event, 'topic')];
    const kind = fieldOf(event, 'kind') === 'private' ? 'private' : 'public';
    if (!this.demandName(name)) return;
    const room = await this.run(() => this.list.create({ kind, name, topic }));
    if (room) this.showRoom(room.id);
  }
}

function renderKind(kind: string, name: string, about: string): TemplateResult {
  return html`<label class="choice">
    <input type="radio" name="kind" value=${kind} ?checked=${kind === 'public'} />
    <span><strong>${name}</strong><span class="hint">${about}</span></span>
  </label>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'new-room-dialog': NewRoomDialog;
  }
}
