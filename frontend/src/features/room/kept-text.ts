import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base, controls, sheet } from '../../styles/sheets.ts';
import type { ToastMessage } from '../../ui/toast-message.ts';
import { copyText } from '../../ui/copy-text.ts';
import '../../ui/toast-message.ts';
import { emit } from '../events.ts';
import styles from './kept-text.css?inline';

/** What was typed in a room that the user is no longer in: to be read, copied, and discarded. */
@customElement('kept-text')
@localized()
export class KeptText extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @property() text = '';
  /** The room's id. */
  @property() room = '';
  @property() heading = '';
  @query('toast-message') private toast!: ToastMessage;

  protected override render(): TemplateResult | typeof nothing {
    if (this.text === '') return nothing;
    return html`<section aria-labelledby="heading">
      <h2 id="heading" dir="auto">${this.heading || msg('Your unsent text')}</h2>
      <p class="text" dir="auto" tabindex="0">${this.text}</p>
      <div class="buttons">
        <button class="quiet" @click=${this.#copy}>${msg('Copy text')}</button>
        <button class="quiet" @click=${() => emit(this, 'lost-discard', this.room)}>${msg('Discard')}</button>
      </div>
      <toast-message></toast-message>
    </section>`;
  }

  async #copy(): Promise<void> {
    if (await copyText(this.text)) this.toast.show(msg('Text copied'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kept-text': KeptText;
  }
}
