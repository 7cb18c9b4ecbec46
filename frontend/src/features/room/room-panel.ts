import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { closeIcon } from '../../ui/icons.ts';
import { servicesContext, type Services } from '../contexts.ts';
import { emit } from '../events.ts';
import { loadWidth, storeWidth } from './panel-width.ts';
import styles from './room-panel.css?inline';
import './panel-divider.ts';

/**
 * What stands beside the room, as wide as the user wants it.
 *
 * @slot - the panel's content
 */
@customElement('room-panel')
@localized()
export class RoomPanel extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @property() heading = '';

  @consume({ context: servicesContext })
  services!: Services;

  /** In rem. */
  @state() private width = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.width = loadWidth(this.services.storage);
  }

  protected override updated(): void {
    this.style.inlineSize = `${this.width}rem`;
  }

  protected override render(): TemplateResult {
    const close = msg('Close the panel');
    return html`<panel-divider .width=${this.width} @width-change=${this.#resize}></panel-divider>
      <div class="panel">
        <div class="head">
          <h2>${this.heading}</h2>
          <button class="icon" aria-label=${close} title=${close} @click=${() => emit(this, 'panel-toggle')}>
            ${closeIcon}
          </button>
        </div>
        <div class="content"><slot></slot></div>
      </div>`;
  }

  #resize({ detail }: CustomEvent<number>): void {
    this.width = detail;
    storeWidth(this.services.storage, detail);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'room-panel': RoomPanel;
  }
}
