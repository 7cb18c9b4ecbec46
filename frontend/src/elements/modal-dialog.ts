import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base, controls, sheet } from '../styles/sheets.ts';
import { closeIcon } from './icons.ts';
import styles from './modal-dialog.css?inline';

/**
 * A window above the page. The browser keeps the focus inside and gives it back at the end; Escape, the cross and a
 * click beside it close it.
 *
 * @slot - what it holds
 * @fires close - it is closed
 */
@customElement('modal-dialog')
@localized()
export class ModalDialog extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @property() heading = '';
  /** `drawer` slides in from the side. */
  @property({ reflect: true }) kind: 'window' | 'drawer' = 'window';

  @query('dialog') private dialog!: HTMLDialogElement;

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  close(): void {
    this.dialog.close();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @close=${this.#closed} @pointerdown=${this.#press}>
      <div class="frame">
        <div class="top">
          <h2 id="heading">${this.heading}</h2>
          <button class="icon" aria-label=${msg('Close')} title=${msg('Close')} @click=${() => this.close()}>
            ${closeIcon}
          </button>
        </div>
        <div class="content"><slot></slot></div>
      </div>
    </dialog>`;
  }

  #closed(): void {
    this.dispatchEvent(new Event('close'));
  }

  #press(event: PointerEvent): void {
    if (event.target === this.dialog) this.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'modal-dialog': ModalDialog;
  }
}
