import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { emit, type MessageActions } from '../events.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { deleteIcon, editIcon } from '../../ui/icons.ts';
import styles from './message-sheet.css?inline';
import type { ModalDialog } from '../../ui/modal-dialog.ts';
import '../../ui/modal-dialog.ts';

/** The actions of a message on a touch screen: large, and within reach of the thumb. */
@customElement('message-sheet')
@localized()
export class MessageSheet extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @state() private actions: MessageActions | undefined;
  @query('modal-dialog') private dialog!: ModalDialog;

  async show(actions: MessageActions): Promise<void> {
    this.actions = actions;
    await this.updateComplete;
    this.dialog.show();
  }

  protected override render(): TemplateResult {
    const { actions } = this;
    return html`<modal-dialog kind="sheet" heading=${msg('Message actions')}>
      <p class="hint text" dir="auto">${actions?.entry.text}</p>
      ${
        actions?.edit
          ? html`<button @click=${() => this.#choose('edit-begin')}>${editIcon}${msg('Edit message')}</button>`
          : nothing
      }
      ${
        actions?.remove
          ? html`<button class="delete" @click=${() => this.#choose('message-delete')}>
              ${deleteIcon}${msg('Delete message')}
            </button>`
          : nothing
      }
    </modal-dialog>`;
  }

  #choose(action: 'edit-begin' | 'message-delete'): void {
    // Close first: the browser then restores the focus to where it was.
    this.dialog.close();
    if (this.actions) emit(this, action, this.actions.entry);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-sheet': MessageSheet;
  }
}
