/**
 * Up to three emoji as Unicode lists them: a keycap or a flag is one, and `©`, `↔` or `1`, which are shown as text, are
 * none. The flag `v` is written as a string, so that a browser that does not know it shows emoji at the size of text.
 */
const FEW_EMOJI = regularExpression('^\\s*(?:\\p{RGI_Emoji}\\s*){1,3}$', 'v');
const ONE_EMOJI = regularExpression('^\\p{RGI_Emoji}$', 'v');
/** No emoji takes more UTF-16 units than this. */
const LONGEST = 16;

/** Whether a text consists of a few emoji only. */
export function isEmoji(text: string): boolean {
  return text.length <= 3 * LONGEST && FEW_EMOJI?.test(text) === true;
}

/** Whether a text is one emoji. A browser that does not know them takes anything as short as one. */
export function isOneEmoji(text: string): boolean {
  return text.length <= LONGEST && (ONE_EMOJI?.test(text) ?? !/\s/.test(text));
}

function regularExpression(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
