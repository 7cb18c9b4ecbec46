import { html, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { linkify } from '../text/linkify.ts';

const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{fe0f}?|\p{Emoji_Modifier}|\u{200d}|\s){1,16}$/u;

/** A message's text as it was written: links are links, and nothing else is markup. */
export function messageText(text: string): unknown {
  return guard(
    [text],
    () => html`<p class="text ${isBig(text) ? 'big' : ''}" dir="auto">${linkify(text).map(piece)}</p>`,
  );
}

function piece({ text, href }: { text: string; href?: string }): string | TemplateResult {
  if (href === undefined) return text;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
}

/** A few emoji alone are shown larger. */
function isBig(text: string): boolean {
  return EMOJI.test(text) && [...new Intl.Segmenter().segment(text.replace(/\s/g, ''))].length <= 3;
}
