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

/** A name in lower case, in upper case and with initial capitals. */
function usualSpellings(name: string): string[] {
  const small = name.toLowerCase();
  const initials = small.replace(FIRST_LETTERS, (letter) => letter.toUpperCase());
  return [small, name.toUpperCase(), initials];
}

/** Whether a letter looks like one of another case, or like a digit: `l` and `I`, `O` and `0`. */
const isAmbiguous = (letter: string) => ['l', 'O'].includes(skeleton(letter));

/** The skeleton in lower case: what a reader takes a spelling in mixed case for. */
const reading = (written: string) => skeleton(skeleton(written).toLowerCase());

/**
 * The skeletons of a name as written, in lower case, in upper case and with initial capitals, since its owner may
 * choose any of these spellings, and of what it reads like if the case of letters does not count, so that `b0b` is
 * confusable with `bOb` and `McDonaId` with `mcdonald`. Two names are confusable if they share a skeleton: `AIice` and
 * `Alice` do; `Neil` and `Nell`, which match only as `NeIl`, do not.
 */
export function skeletons(name: string): string[] {
  // No valid name is this long, and normalizing it could take long.
  if (name.length > MAX_UNITS) return [];
  const written = name.normalize('NFKC');
  const usual = usualSpellings(written);
  const mixed = usual.includes(written) ? [] : [skeleton(written), reading(written)];
  return [...new Set([...usual.map(skeleton), ...mixed, reading(written.toLowerCase())])];
}

export function lookAlike(one: string, other: string): boolean {
  const known = new Set(skeletons(one));
  return skeletons(other).some((each) => known.has(each));
}

/**
 * Whether another spelling of a name cannot be mistaken for a name that is not confusable with this one: it is as
 * written, it is a usual spelling, or it is in mixed case and reads only as this name. `McDonald` is a spelling of
 * `mcdonald`; `AIice` is not one of `aiice`, and `NElL` is not one of `nell`.
 */
export function isOwnSpelling(spelling: string, name: string): boolean {
  const written = spelling.normalize('NFKC');
  if (skeletons(name).includes(skeleton(written))) return true;
  if (reading(written) !== reading(written.toLowerCase())) return false;
  // With other letters in place of the ambiguous ones it must not be a usual spelling.
  const letters = Array.from(written);
  const isLike = (usual: string[]) => letters.every((letter, index) => letter === usual[index] || isAmbiguous(letter));
  return !usualSpellings(written).some((usual) => isLike(Array.from(usual)));
}
