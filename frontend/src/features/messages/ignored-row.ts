import { msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import type { RowContext } from './row-context.ts';
import type { MessageRow } from './rows.ts';

/** Names in the folding whether a message of an ignored person is shown; its own key is for its length. */
export const ignoredKey = (key: string): string => `ignored ${key}`;

/** Stands in place of a message of somebody whom the reader ignores. */
export function renderIgnored({ key }: MessageRow, { active, folding }: RowContext): TemplateResult {
  const tabindex = active === key ? '0' : '-1';
  const show = ({ target }: Event) => {
    folding.toggle(ignoredKey(key));
    void focusRow(target as HTMLElement, key);
  };
  return html`<article class="message ignored" data-key=${key} aria-labelledby=${`ignored-${key}`} tabindex=${tabindex}>
    <p>
      <span id=${`ignored-${key}`}>${msg('Message from a person you ignore')}</span>
      <button class="small" tabindex=${tabindex} @click=${show}>${msg('Show')}</button>
    </p>
  </article>`;
}

/** The button and its row are gone when the message is shown: the focus goes to that. */
async function focusRow(button: HTMLElement, key: string): Promise<void> {
  const { host } = button.getRootNode() as ShadowRoot;
  if (host instanceof LitElement) await host.updateComplete;
  host.shadowRoot?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus({ preventScroll: true });
}
