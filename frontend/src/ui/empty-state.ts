import { html, type TemplateResult } from 'lit';

export interface EmptyState {
  icon: TemplateResult;
  heading: string;
  text: string;
}

/** What stands where a list has nothing to show. The element needs the sheet `emptyStates`. */
export function renderEmptyState({ icon, heading, text }: EmptyState): TemplateResult {
  return html`<div class="empty">
    <span class="disc">${icon}</span>
    <h2>${heading}</h2>
    <p class="hint">${text}</p>
  </div>`;
}
