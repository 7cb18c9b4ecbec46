import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { RowContext } from './row-context.ts';
import type { MessageRow } from './rows.ts';

/** Names in the folding whether a message of an ignored person is shown; its own key is for its length. */
export const ignoredKey = (key: string): string => `ignored ${key}`;

/** Stands in place of a message of somebody whom the reader ignores. */
export function renderIgnored({ key }: MessageRow, { active, folding }: RowContext): TemplateResult {
  const tabindex = active === key ? '0' : '-1';
  return html`<article class="message ignored" data-key=${key} aria-labelledby=${`ignored-${key}`} tabindex=${tabindex}>
    <p>
      <span id=${`ignored-${key}`}>${msg('Message of a person you ignore')}</span>
      <button class="small" tabindex=${tabindex} @click=${() => folding.toggle(ignoredKey(key))}>${msg('Show')}</button>
    </p>
  </article>`;
}
