import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { base, controls, sheet } from '../styles/sheets.ts';
import styles from './copy-field.css?inline';
import { copyText } from './copy-text.ts';
import { checkIcon, copyIcon } from './icons.ts';

/** A text that can only be copied, such as a link, with the button that copies it. */
@customElement('copy-field')
@localized()
export class CopyField extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @property() label = '';
  @property() value = '';

  @state() private copied = false;
  @query('input') private field!: HTMLInputElement;
  @query('button') private button!: HTMLButtonElement;

  override focus(): void {
    this.button.focus();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('value')) this.copied = false;
  }

  protected override render(): TemplateResult {
    return html`<label for="text">${this.label}</label>
      <div class="line">
        <input id="text" readonly dir="ltr" .value=${this.value} @focus=${() => this.field.select()} />
        <button class="primary" @click=${this.#copy}>
          ${this.copied ? checkIcon : copyIcon}${this.copied ? msg('Copied') : msg('Copy')}
        </button>
      </div>
      <p class="visually-hidden" role="status">${this.copied ? msg('Copied') : ''}</p>`;
  }

  async #copy(): Promise<void> {
    this.copied = await copyText(this.value);
    // Where nothing can be copied, the text is selected for the user's own key.
    if (!this.copied) this.field.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'copy-field': CopyField;
  }
}
