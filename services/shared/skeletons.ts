import unhomoglyph from 'unhomoglyph';

/** Maximum UTF-16 units of a name of 32 code points. */
const MAX_UNITS = 64;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** An `i` or `j` with an additional dot above looks like the plain letter; Unicode's table does not cover this. */
const SECOND_DOT = /(\p{Soft_Dotted}\p{M}*?)\u{307}/gu;
const FIRST_LETTERS = /(?<=^|[ '.-])\p{L}/gu;

/** The skeleton of UTS #39, equal for confusable texts, by the confusables.txt of Unicode 13.0. */
export function skeleton(text: string): string {
  const prototypes = unhomoglyph(text.normalize('NFD').replace(INVISIBLE, ''));
  return prototypes.normalize('NFD').replace(SECOND_DOT, '$1');
}

/**
 * The skeletons of a name as written, in lower case, in upper case and with initial capitals, since its owner may
 * choose any of these spellings. Two names are confusable if they share a skeleton: `AIice` and `Alice` do; `Neil` and
 * `Nell`, which match only as `NeIl`, do not.
 */
export function skeletons(name: string): string[] {
  // No valid name is this long, and normalizing it could take long.
  if (name.length > MAX_UNITS) return [];
  const written = name.normalize('NFKC');
  const small = written.toLowerCase();
  const initials = small.replace(FIRST_LETTERS, (letter) => letter.toUpperCase());
  return [...new Set([written, small, written.toUpperCase(), initials].map(skeleton))];
}

export function lookAlike(one: string, other: string): boolean {
  const known = new Set(skeletons(one));
  return skeletons(other).some((each) => known.has(each));
}
