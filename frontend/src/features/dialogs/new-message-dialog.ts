import { localized, msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import type { PeoplePicker } from '../people/people-picker.ts';
import { FormDialog } from './form-dialog.ts';
import '../people/people-picker.ts';

/** The most others in a direct room, as the contract says. */
const MAX_OTHERS = 7;

/** Opens the direct room with some people. */
@customElement('new-message-dialog')
@localized()
export class NewMessageDialog extends FormDialog {
  @query('people-picker') private picker!: PeoplePicker;

  override async show(): Promise<void> {
    await super.show();
    this.picker.focus();
  }

  protected override render(): TemplateResult {
    return html`<modal-dialog heading=${msg('New message')}>
      <form @submit=${this.#submit} novalidate>
        <people-picker .limit=${MAX_OTHERS} @change=${() => (this.problem = undefined)}></people-picker>
        <p class="hint">
          ${msg('With several people it is one conversation of all of them. They see it from your first message on.')}
        </p>
        ${this.renderProblem()} ${this.renderButtons(msg('Start writing'))}
      </form>
    </modal-dialog>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { subs } = this.picker;
    if (subs.length === 0) {
      this.problem = msg('Choose at least one person.');
      this.picker.focus();
      return;
    }
    const room = await this.run(() => this.list.openDirect(subs));
    if (room) this.showRoom(room.id);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'new-message-dialog': NewMessageDialog;
  }
}
