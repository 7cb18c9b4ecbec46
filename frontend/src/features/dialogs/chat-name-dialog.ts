import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { renameChat } from '../../stores/chat-name.ts';
import { servicesContext, type Services } from '../contexts.ts';
import { fieldOf, FormDialog } from './form-dialog.ts';

/** The longest name of a chat, as the contract says. */
const MAX_CHAT_NAME = 60;

/** Renames the chat, for administrators. */
@customElement('chat-name-dialog')
@localized()
export class ChatNameDialog extends FormDialog {
  @consume({ context: servicesContext })
  services!: Services;

  @query('#name') private field!: HTMLInputElement;
  /** As it was when the dialog opened: a newer one must not replace what is typed. */
  #before = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.#before = this.services.about.name.peek() ?? '';
  }

  protected override render(): TemplateResult {
    return html`<modal-dialog heading=${msg('Rename the chat')}>
      <form @submit=${this.#submit} novalidate>
        <div class="field">
          <label for="name">${msg('Name of the chat')}</label>
          <input
            id="name"
            name="name"
            value=${this.#before}
            placeholder=${msg('Chat')}
            maxlength=${MAX_CHAT_NAME}
            autocomplete="off"
            autofocus
            dir="auto"
            aria-describedby="about"
          />
          <p id="about" class="hint">${msg('Everybody sees it: at the login, above the rooms and in the title.')}</p>
        </div>
        ${this.renderProblem()} ${this.renderButtons(msg('Save'))}
      </form>
    </modal-dialog>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const name = fieldOf(event, 'name');
    if (name === '') {
      this.problem = msg('Enter a name for the chat.');
      this.field.focus();
      return;
    }
    if (name === this.#before || (await this.run(() => renameChat(this.services, name)))) this.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-name-dialog': ChatNameDialog;
  }
}
