import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { emit } from '../events.ts';
import { plural } from '../../i18n/plural.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import styles from './connection-banner.css?inline';
import { alertIcon } from '../../ui/icons.ts';

/** Offers messages that an earlier session of this name in this browser could not send. */
@customElement('unsent-offer')
@localized()
export class UnsentOffer extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @property({ type: Number }) count = 0;

  protected override render(): TemplateResult {
    return html`<div role="status">${this.count > 0 ? this.#renderOffer() : nothing}</div>`;
  }

  #renderOffer(): TemplateResult {
    const text = plural(
      this.count,
      (count) => msg(str`${count} message from an earlier session with this name was not sent.`),
      (count) => msg(str`${count} messages from an earlier session with this name were not sent.`),
    );
    return html`<p class="banner offer">
      ${alertIcon}
      <span>${text}</span>
      <button class="small" @click=${() => emit(this, 'unsent-send')}>${msg('Send as yours')}</button>
      <button class="small" @click=${() => emit(this, 'unsent-discard')}>${msg('Discard')}</button>
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'unsent-offer': UnsentOffer;
  }
}
