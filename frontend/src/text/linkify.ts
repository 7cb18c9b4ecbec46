/** A piece of a message: plain text, or an address that becomes a link. */
export interface Piece {
  text: string;
  href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\u{202a}-\u{202e}\u{2066}-\u{2069}]+/giu;
const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Cuts a text into plain pieces and links. Only http and https are links, whatever else a text may hold. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutPunctuation(match[0]);
    const href = parse(address);
    if (href === undefined) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** The full stop after an address belongs to the sentence, and so does a bracket that the address did not open. */
function withoutPunctuation(address: string): string {
  let kept = address;
  for (;;) {
    const last = kept.at(-1) ?? '';
    const opener = CLOSERS[last];
    const unopened = opener !== undefined && count(kept, last) > count(kept, opener);
    if (!unopened && !/[.,;:!?…»”’*_~]/u.test(last)) return kept;
    kept = kept.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function parse(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, href } = new URL(address);
  return /^https?:$/.test(protocol) && hostname !== '' ? href : undefined;
}
