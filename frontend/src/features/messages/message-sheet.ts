import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { MessageActions } from '../events.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { withoutRoomLinks } from '../../text/room-links.ts';
import { selectTextIcon } from '../../ui/icons.ts';
import type { MessageAction } from './message-action.ts';
import styles from './message-sheet.css?inline';
import type { ModalDialog } from '../../ui/modal-dialog.ts';
import '../../ui/modal-dialog.ts';

/** The actions of a message on a touch screen: large, and within reach of the thumb. */
@customElement('message-sheet')
@localized()
export class MessageSheet extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @state() private message: MessageActions | undefined;
  /** The whole text is shown, to select a part of it. */
  @state() private selecting = false;
  @query('modal-dialog') private dialog!: ModalDialog;
  @query('.whole') private whole!: HTMLElement | null;

  async show(message: MessageActions): Promise<void> {
    this.message = message;
    this.selecting = false;
    await this.updateComplete;
    this.dialog.show();
  }

  protected override render(): TemplateResult {
    const { message } = this;
    return html`<modal-dialog kind="sheet" heading=${this.selecting ? msg('Select text') : msg('Message actions')}>
      ${
        this.selecting
          ? html`<p class="whole" dir="auto">${withoutRoomLinks(message?.entry.text ?? '')}</p>`
          : html`<p class="hint text" dir="auto">${withoutRoomLinks(message?.entry.text ?? '')}</p>
              <button @click=${() => (this.selecting = true)}>${selectTextIcon}${msg('Select text')}</button>
              ${message?.actions.map((action) => this.#renderAction(action))}`
      }
    </modal-dialog>`;
  }

  protected override updated(): void {
    if (this.whole) document.getSelection()?.selectAllChildren(this.whole);
  }

  #renderAction(action: MessageAction): TemplateResult {
    const { name, icon, danger } = action;
    return html`<button class=${danger ? 'delete' : ''} @click=${() => this.#choose(action)}>${icon}${name}</button>`;
  }

  #choose({ run }: MessageAction): void {
    // Close first: the browser then restores the focus to where it was.
    this.dialog.close();
    run();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-sheet': MessageSheet;
  }
}
