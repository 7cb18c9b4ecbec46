/** The longest message in characters (Unicode code points), as the contract says. */
export const MAX_LENGTH = 4000;

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
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .replace(/\p{Cs}/gu, '\u{fffd}')
    .replace(/^\s*\n/, '')
    .trimEnd();
}

/** Whether there is nothing to see: characters without width and blank letters are nothing either. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{Cf}\p{Z}\u115f\u1160\u2800\u3164\uffa0]/u.test(text);
}
