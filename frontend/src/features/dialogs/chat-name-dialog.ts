import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { renameChat } from '../../stores/chat-name.ts';
import { servicesContext, type Services } from '../contexts.ts';
import { fieldOf, FormDialog, renderNameField } from './form-dialog.ts';

/** The longest name of a chat, as the contract says. */
const MAX_CHAT_NAME = 60;

/** Renames the chat, for administrators. */
@customElement('chat-name-dialog')
@localized()
export class ChatNameDialog extends FormDialog {
  @consume({ context: servicesContext })
  services!: Services;

  /** As it was when the dialog opened: a newer one must not replace what is typed. */
  #before = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.#before = this.services.about.name.peek() ?? '';
  }

  protected override render(): TemplateResult {
    return html`<modal-dialog heading=${msg('Rename the chat')}>
      <form @submit=${this.#submit} novalidate>
        ${renderNameField({
          label: msg('Name of the chat'),
          value: this.#before,
          maxLength: MAX_CHAT_NAME,
          placeholder: msg('Chat'),
          hint: msg('Everybody sees it: at the login, above the rooms and in the title.'),
        })}
        ${this.renderProblem()} ${this.renderButtons(msg('Save'))}
      </form>
    </modal-dialog>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const name = fieldOf(event, 'name');
    if (!this.demandName(name, msg('Enter a name for the chat.'))) return;
    if (name === this.#before || (await this.run(() => renameChat(this.services, name)))) this.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-name-dialog': ChatNameDialog;
  }
}
