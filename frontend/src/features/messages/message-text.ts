import { html, type TemplateResult } from 'lit';
import { isEmoji } from '../../text/emoji.ts';
import { linkify, type Piece } from '../../text/linkify.ts';
import { splitRoomLinks, type RoomPiece } from '../../text/room-links.ts';
import { pathOf } from '../../state/routes.ts';
import { isMentioned, splitMentions, type Mention, type MentionPiece } from './mentions.ts';

interface Reader {
  /** The reader's `sub`. */
  me: string;
  /** The present name of a room that the reader is in. */
  roomNameOf: (id: string) => string | undefined;
}

/** A message's text as plain text with links and mentions; no other markup. */
export function messageText(
  text: string,
  id: string,
  mentions: readonly Mention[],
  { me, roomNameOf }: Reader,
): TemplateResult {
  const renderPiece = (piece: Piece) =>
    piece.href === undefined
      ? splitMentions(piece.text, mentions).map((part) => renderMention(part, me))
      : renderLink(piece.text, piece.href);
  const renderRoomPiece = ({ text: piece, room }: RoomPiece) => {
    if (room === undefined) return linkify(piece).map(renderPiece);
    const name = roomNameOf(room);
    return name === undefined ? piece : html`<a href=${pathOf({ name: 'room', room })}>#${name}</a>`;
  };
  return html`<p id=${id} class="text ${isEmoji(text) ? 'big' : ''}">${splitRoomLinks(text).map(renderRoomPiece)}</p>`;
}

/** Changes when the links to rooms in a text look different. */
export function describeRoomLinks(text: string, roomNameOf: Reader['roomNameOf']): string {
  return splitRoomLinks(text)
    .map(({ room }) => (room === undefined ? '' : (roomNameOf(room) ?? '')))
    .join('\n');
}

function renderLink(text: string, href: string): TemplateResult {
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
}

function renderMention({ text, mention }: MentionPiece, me: string): string | TemplateResult {
  if (!mention) return text;
  return html`<span class="at ${isMentioned(me, [mention]) ? 'self' : ''}">${text}</span>`;
}
