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
  const unopened = new Map(
    Object.entries(CLOSERS).map(([closer, opener]) => [closer, excess(address, closer, opener)]),
  );
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    const spare = unopened.get(last) ?? 0;
    if (spare <= 0 && !/[.,;:!?…»”’*_~]/u.test(last)) break;
    unopened.set(last, spare - 1);
  }
  return address.slice(0, end);
}

function excess(text: string, closer: string, opener: string): number {
  return text.split(closer).length - text.split(opener).length;
}

function parse(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, href } = new URL(address);
  return /^https?:$/.test(protocol) && hostname !== '' ? href : undefined;
}
