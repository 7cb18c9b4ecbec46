/** A piece of a message: plain text, or an address that becomes a link. */
export interface Piece {
  text: string;
  href?: string;
}

const SPACES_AND_MARKUP = '\\s<>"`';
/** Zero-width characters, except the joiners that are part of words, and directional marks. */
const INVISIBLE = '\\u{ad}\\u{200b}\\u{200e}\\u{200f}\\u{202a}-\\u{202e}\\u{2060}-\\u{206f}\\u{feff}';
/** Except the single ones that are used as an apostrophe. */
const QUOTATION_MARKS = '«»‹›“”„‟‚';
/** Scripts that write no space after a mark: Chinese and Japanese, their full-width forms, Arabic, Devanagari. */
const MARKS_OF_OTHER_SCRIPTS = '、-〃〈-】〔-〟！-／：-＠［-］｛-･،؛؟۔।॥';

/**
 * An address ends at one of these, or where the next one starts after a comma or a semicolon. Own code, since
 * linkify-it and linkifyjs keep U+200B and parse two addresses joined by a comma as one.
 */
const ADDRESS = new RegExp(
  `\\bhttps?://(?:(?![,;]https?://)[^${SPACES_AND_MARKUP}${INVISIBLE}${QUOTATION_MARKS}${MARKS_OF_OTHER_SCRIPTS}])+`,
  'giu',
);
const CLOSERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
/** Marks that end a sentence, a quotation or an emphasis, not an address. `_` is excluded: names may end with it. */
const SENTENCE_MARKS = /[.,;:!?…'’‘*~\u{200c}\u{200d}]/u;

/** Splits a text into plain pieces and links. Only http and https addresses become links. */
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
    if (spare <= 0 && !SENTENCE_MARKS.test(last)) break;
    unopened.set(last, spare - 1);
  }
  return address.slice(0, end);
}

function excess(text: string, closer: string, opener: string): number {
  return text.split(closer).length - text.split(opener).length;
}

/** `URL.canParse` would avoid the exception, but not every supported browser has it. */
function parse(address: string): string | undefined {
  try {
    const { protocol, hostname, href } = new URL(address);
    return /^https?:$/.test(protocol) && hostname !== '' ? href : undefined;
  } catch {
    return undefined;
  }
}
