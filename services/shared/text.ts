/** Control characters but tab and line feed, and what no UTF-8 text can hold. */
const FORBIDDEN = /[\p{Cc}\p{Cs}]/u;
const ALLOWED_CONTROLS = /[\t\n]/g;

/** The contract's `chat-text`: not blank, no control characters but tab and line feed, no lone surrogates. */
export function isChatText(value: string): boolean {
  return value.trim() !== '' && !FORBIDDEN.test(value.replace(ALLOWED_CONTROLS, ''));
}

/** The contract's `password`: any characters that a person can type and UTF-8 can hold. */
export function isPassword(value: string): boolean {
  return !FORBIDDEN.test(value);
}
