import { html, type TemplateResult } from 'lit';
import { isEmoji } from '../../text/emoji.ts';
import { linkify } from '../../text/linkify.ts';

/** A message's text as plain text with links; no other markup. */
export function messageText(text: string, id: string): TemplateResult {
  return html`<p id=${id} class="text ${isEmoji(text) ? 'big' : ''}">${linkify(text).map(piece)}</p>`;
}

function piece({ text, href }: { text: string; href?: string }): string | TemplateResult {
  if (href === undefined) return text;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
}
