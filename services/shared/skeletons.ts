import unhomoglyph from 'unhomoglyph';

/** No name has more UTF-16 units: 32 characters. */
const MAX_UNITS = 64;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** An `i` or `j` with a dot above it looks like one without, which Unicode's table does not say. */
const SECOND_DOT = /(\p{Soft_Dotted}\p{M}*?)\u{307}/gu;
const FIRST_LETTERS = /(?<=^|[ '.-])\p{L}/gu;

/** What is common to all texts that look alike: the skeleton of UTS #39, by the confusables.txt of Unicode 13.0. */
export function skeleton(text: string): string {
  const prototypes = unhomoglyph(text.normalize('NFD').replace(INVISIBLE, ''));
  return prototypes.normalize('NFD').replace(SECOND_DOT, '$1');
}

/**
 * The skeletons of a name as it is written, in lower case, in capitals and with initial capitals: whoever has the name
 * may be shown in any of these. Two names look alike if they have one in common. (`AIice` and `Alice` do; `Neil` and
 * `Nell`, which do as `NeIl` only, do not.)
 */
export function skeletons(name: string): string[] {
  // Nobody has such a name, and normalizing it could take long.
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
