import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { emit } from '../events.ts';

/** Opens the dialog that begins a direct message. */
export function renderNewMessage(from: HTMLElement, classes: string, icon: TemplateResult): TemplateResult {
  const label = msg('New message');
  return html`<button
    class=${classes}
    aria-label=${label}
    title=${label}
    aria-haspopup="dialog"
    @click=${() => emit(from, 'dialog-open', 'new-message')}
  >
    ${icon}
  </button>`;
}
