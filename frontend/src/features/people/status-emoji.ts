import { html, nothing, type TemplateResult } from 'lit';
import type { PersonStatus } from '../../api/types.ts';
import { describeStatus } from './presence-of.ts';

/** The emoji of a status, for lists. Its words are its name and its tooltip; a status without an emoji shows nothing. */
export function renderStatusEmoji(status: PersonStatus): TemplateResult | typeof nothing {
  const { emoji } = status;
  if (emoji === undefined) return nothing;
  const words = describeStatus(status);
  return html`<span class="status" role="img" aria-label=${words} title=${words}>${emoji}</span>`;
}
