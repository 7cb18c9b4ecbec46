import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { base, sheet } from '../styles/sheets.ts';
import styles from './toast-message.css?inline';

const SHOWN_MS = 5_000;

/** A short confirmation, such as "Copied", that goes by itself unless the pointer is on it. Never for errors. */
@customElement('toast-message')
export class ToastMessage extends LitElement {
  static override styles = [base, sheet(styles)];

  @state() private text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string): void {
    this.text = text;
    this.#wait();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render(): TemplateResult {
    return html`<p role="status" @pointerenter=${this.#stop} @pointerleave=${this.#wait}>${this.text}</p>`;
  }

  readonly #stop = (): void => clearTimeout(this.#timer);

  readonly #wait = (): void => {
    this.#stop();
    this.#timer = setTimeout(() => (this.text = ''), SHOWN_MS);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'toast-message': ToastMessage;
  }
}
