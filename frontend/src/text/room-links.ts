/**
 * Links to rooms in a text: `[#name](/r/ID)`, as Markdown has them. The id says which room it is, the name is what it was
 * called when the text was written: who cannot see the room reads that, everybody else its present name.
 */

/** A piece of a text: plain, or a link to a room. */
export interface RoomPiece {
  text: string;
  room?: string;
}

/** The id as in the contract. */
const LINK = /\[#([^\][\n]{1,60})\]\(\/r\/([a-z0-9][a-z0-9-]{0,63})\)/g;

/** Brackets would end the name. */
export function roomLink(id: string, name: string): string {
  return `[#${name.replace(/[[\]\n]/g, '')}](/r/${id})`;
}

/** A link's text has the name that was written. */
export function splitRoomLinks(text: string): RoomPiece[] {
  if (!text.includes('](/r/')) return [{ text }];
  const pieces: RoomPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, name = '', room = ''] = match;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: `#${name}`, room });
    end = match.index + whole.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** For where a text is shown without links. */
export function withoutRoomLinks(text: string): string {
  return splitRoomLinks(text)
    .map((piece) => piece.text)
    .join('');
}

/** The beginning of a text, for where it is shown without links: cut afterwards, so that no link is left in halves. */
export function excerpt(text: string, characters: number): string {
  const plain = withoutRoomLinks(text);
  if (plain.length <= characters) return plain;
  // Half of a surrogate pair is no character.
  return `${plain.slice(0, characters).replace(/[\ud800-\udbff]$/, '')}…`;
}
