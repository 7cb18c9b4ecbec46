/** The longest message in characters (Unicode code points), as the contract says. */
export const MAX_LENGTH = 4000;

/** What other programs end a line with: CR, VT, FF, NEL, and the separators of lines and paragraphs. */
const LINE_BREAKS = /\r\n?|[\v\f\u{85}\u{2028}\u{2029}]/gu;

/** How many characters (Unicode code points) a text has: an emoji is one, not two. */
export function length(text: string): number {
  return Array.from(text).length;
}

/**
 * What the writer meant, as the contract wants it: line feeds only, no control characters that a paste brought along,
 * no half characters, no blank lines at the ends.
 */
export function clean(text: string): string {
  return text
    .replace(LINE_BREAKS, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .replace(/\p{Cs}/gu, '\u{fffd}')
    .replace(/^\s*\n/, '')
    .trimEnd();
}

export { isBlank } from '../../../services/shared/text.ts';
