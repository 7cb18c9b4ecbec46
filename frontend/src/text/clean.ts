/** The longest message in characters (Unicode code points), as the contract says. */
export const MAX_LENGTH = 4000;

/** Line ends of other programs: CR, VT, FF, NEL, and the line and paragraph separators. */
const LINE_BREAKS = /\r\n?|[\v\f\u{85}\u{2028}\u{2029}]/gu;

/** The number of characters (Unicode code points): an emoji counts as one, not two. */
export function length(text: string): number {
  return Array.from(text).length;
}

/**
 * The text normalized as the contract requires: line feeds only, no control characters (they come with pasted text),
 * no lone surrogates, no blank lines at the ends.
 */
export function clean(text: string): string {
  return text
    .replace(LINE_BREAKS, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .replace(/\p{Cs}/gu, '\u{fffd}')
    .replace(/^\s*\n/, '')
    .trimEnd();
}

export { isBlank } from '../../../services/shared/text/text.ts';
