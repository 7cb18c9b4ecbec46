/** The number of UTF-16 units that are examined, so that a very long text does not block the page. */
const LOOKED_AT = 1_000;

/** Strong directional characters: letters and directional marks. */
const STRONG = /[\p{L}\u200e\u200f]/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * The direction of a text: that of its first letter. `dir="auto"` reads all of it at every change, which takes seconds.
 */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const first = STRONG.exec(text.slice(0, LOOKED_AT))?.[0] ?? '';
  return RIGHT_TO_LEFT.test(first) ? 'rtl' : 'ltr';
}
