import { html, type TemplateResult } from 'lit';
import { initial } from '../text/format.ts';

const TONES = 8;

/** The colour of a user's avatar, derived from their `sub`, not from their name. */
export function tone(sub: string): string {
  let hash = 0;
  for (const character of sub) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return `tone-${hash % TONES}`;
}

export function avatar(sub: string, name: string): TemplateResult {
  return html`<span class="avatar ${tone(sub)}" aria-hidden="true"><span>${initial(name)}</span></span>`;
}
