import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { closeLayer, openLayer } from '../state/layers.ts';
import { base, controls, sheet } from '../styles/sheets.ts';
import { closeIcon } from './icons.ts';
import styles from './modal-dialog.css?inline';

/**
 * A modal dialog. The browser keeps the focus inside and restores it on close; Escape, the close button, a click
 * outside it and the browser's Back button close it.
 *
 * @slot - the content
 * @fires close - after it was closed, and before it is shown again
 */
@customElement('modal-dialog')
@localized()
export class ModalDialog extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @property() heading = '';
  /** `drawer` slides in from the side, `sheet` from below; `card` is a narrow window. */
  @property({ reflect: true }) kind: 'window' | 'card' | 'drawer' | 'sheet' = 'window';

  @query('dialog') private dialog!: HTMLDialogElement;

  /** Whether it was shown and `close` has not been fired yet. */
  #isShown = false;

  /** Whether it can be seen: `close` is fired a moment after it cannot. */
  get isOpen(): boolean {
    return this.hasUpdated && this.dialog.open;
  }

  show(): void {
    // Shown by the address that the page was opened with: there is no dialog yet.
    if (!this.hasUpdated) return void this.updateComplete.then(() => this.show());
    if (this.isOpen) return;
    // The browser fires `close` in a task of its own, when the dialog may be open again.
    this.#notifyClosed();
    this.dialog.showModal();
    this.#isShown = true;
    openLayer(this.#goBack);
  }

  close(): void {
    this.dialog.close();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    closeLayer(this.#goBack);
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @close=${this.#notifyClosed} @pointerdown=${this.#press}>
      <div class="frame">
        <div class="top">
          <h2 id="heading" title=${this.heading}>${this.heading}</h2>
          <button class="icon" aria-label=${msg('Close')} title=${msg('Close')} @click=${() => this.close()}>
            ${closeIcon}
          </button>
        </div>
        <div class="content"><slot></slot></div>
      </div>
    </dialog>`;
  }

  readonly #goBack = (): void => this.dialog.close();

  #notifyClosed(): void {
    if (!this.#isShown || this.isOpen) return;
    this.#isShown = false;
    closeLayer(this.#goBack);
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
