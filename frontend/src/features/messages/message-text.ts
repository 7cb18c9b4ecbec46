import { html, type TemplateResult } from 'lit';
import { isEmoji } from '../../text/emoji.ts';
import { linkify, type Piece } from '../../text/linkify.ts';
import { isMentioned, splitMentions, type Mention, type MentionPiece } from './mentions.ts';

/** A message's text as plain text with links and mentions; no other markup. `me`: the reader's `sub`. */
export function messageText(text: string, id: string, mentions: readonly Mention[], me: string): TemplateResult {
  const renderPiece = (piece: Piece) =>
    piece.href === undefined
      ? splitMentions(piece.text, mentions).map((part) => renderMention(part, me))
      : renderLink(piece.text, piece.href);
  return html`<p id=${id} class="text ${isEmoji(text) ? 'big' : ''}">${linkify(text).map(renderPiece)}</p>`;
}

function renderLink(text: string, href: string): TemplateResult {
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
}

function renderMention({ text, mention }: MentionPiece, me: string): string | TemplateResult {
  if (!mention) return text;
  return html`<span class="at ${isMentioned(me, [mention]) ? 'self' : ''}">${text}</span>`;
}
