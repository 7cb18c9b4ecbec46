/** Control characters but tab and line feed, and what no UTF-8 text can hold. */
const FORBIDDEN = /[\p{Cc}\p{Cs}]/u;
const ALLOWED_CONTROLS = /[\t\n]/g;

/**
 * A character that can be seen. Spaces, controls and what Unicode calls default ignorable (zero-width characters,
 * variation selectors, Hangul fillers) cannot; nor can the Braille blank, the anchors of interlinear annotations and
 * the null notehead, which that property leaves out.
 */
const VISIBLE = /[^\s\p{Z}\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u{2800}\u{fff9}-\u{fffb}\u{1d159}]/u;

/** Whether nothing of a text can be seen. The services and the page ask the same function. */
export function isBlank(value: string): boolean {
  return !VISIBLE.test(value);
}

/** The contract's `chat-text`: not blank, no control characters but tab and line feed, no lone surrogates. */
export function isChatText(value: string): boolean {
  return !isBlank(value) && !FORBIDDEN.test(value.replace(ALLOWED_CONTROLS, ''));
}

/** The contract's `password`: any characters that a person can type and UTF-8 can hold. */
export function isPassword(value: string): boolean {
  return !FORBIDDEN.test(value);
}
