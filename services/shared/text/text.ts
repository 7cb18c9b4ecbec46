/** Control characters, and surrogates, which UTF-8 cannot encode. */
const FORBIDDEN = /[\p{Cc}\p{Cs}]/u;
const ALLOWED_CONTROLS = /[\t\n]/g;

/**
 * A visible character. Excludes spaces, controls and default ignorable code points (zero-width characters, variation
 * selectors, Hangul fillers), and the Braille blank, the interlinear annotation anchors and the null notehead, which
 * that property does not cover.
 */
const VISIBLE = /[^\s\p{Z}\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u{2800}\u{fff9}-\u{fffb}\u{1d159}]/u;

/** Whether a text has no visible character. The services and the page share this function. */
export function isBlank(value: string): boolean {
  return !VISIBLE.test(value);
}

/** The contract's `chat-text`: not blank, no control characters except tab and line feed, no lone surrogates. */
export function isChatText(value: string): boolean {
  return !isBlank(value) && !FORBIDDEN.test(value.replace(ALLOWED_CONTROLS, ''));
}

/** The contract's `chat-line`: one line, which may be empty. */
export function isChatLine(value: string): boolean {
  return !FORBIDDEN.test(value);
}

/** The contract's `password`: any characters that can be typed and encoded in UTF-8. */
export function isPassword(value: string): boolean {
  return !FORBIDDEN.test(value);
}
