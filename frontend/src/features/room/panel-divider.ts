import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base, sheet } from '../../styles/sheets.ts';
import { clampWidth, MAX_REM, MIN_REM, STEP_REM, USUAL_REM, widthAfter } from './panel-width.ts';
import { emit } from '../events.ts';
import styles from './panel-divider.css?inline';

/**
 * The line between the room and its panel: dragging it, or the arrow keys, change the panel's width; a double click
 * makes it the usual one.
 *
 * @fires width-change - with the width in rem
 */
@customElement('panel-divider')
@localized()
export class PanelDivider extends LitElement {
  static override styles = [base, sheet(styles)];

  /** The panel's width in rem. */
  @property({ type: Number }) width = USUAL_REM;

  #dragged: { x: number; width: number } | undefined;

  protected override render(): TemplateResult {
    const label = msg('Width of the panel');
    return html`<div
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${label}
      title=${label}
      aria-valuenow=${Math.round(this.width)}
      aria-valuemin=${MIN_REM}
      aria-valuemax=${MAX_REM}
      @pointerdown=${this.#begin}
      @pointermove=${this.#drag}
      @pointerup=${this.#end}
      @pointercancel=${this.#end}
      @dblclick=${() => this.#set(USUAL_REM)}
      @keydown=${this.#key}
    ></div>`;
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.target as Element).setPointerCapture(event.pointerId);
    this.#dragged = { x: event.clientX, width: this.width };
  }

  #drag({ clientX }: PointerEvent): void {
    if (!this.#dragged) return;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.#set(this.#dragged.width + (this.#toStart * (clientX - this.#dragged.x)) / rem);
  }

  #end(): void {
    this.#dragged = undefined;
  }

  #key(event: KeyboardEvent): void {
    const width = widthAfter(event.key, this.width, this.#toStart * STEP_REM);
    if (width === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#set(width);
  }

  /** The panel is at the row's end: it grows to the left, or to the right where text runs to the left. */
  get #toStart(): 1 | -1 {
    return getComputedStyle(this).direction === 'rtl' ? 1 : -1;
  }

  #set(width: number): void {
    const detail = clampWidth(width);
    if (detail !== this.width) emit(this, 'width-change', detail);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'panel-divider': PanelDivider;
  }
}
