/** Scripts that are written together: Japanese and Korean mix several. */
const MIXED_SCRIPTS = [
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Hangul'],
  ['Han', 'Bopomofo'],
];

/** The scripts a name may be written in: those of Unicode's recommended set (UAX #31, table 5). */
const SCRIPTS = [
  'Arabic', 'Armenian', 'Bengali', 'Bopomofo', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek', 'Gujarati',
  'Gurmukhi', 'Han', 'Hangul', 'Hebrew', 'Hiragana', 'Kannada', 'Katakana', 'Khmer', 'Lao', 'Latin', 'Malayalam',
  'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan',
].map((name) => ({ name, pattern: new RegExp(`\\p{Script_Extensions=${name}}`, 'u') })); // prettier-ignore

const CHARACTERS = /^[\p{L}\p{M}\p{Nd}_.-]+(?: [\p{L}\p{M}\p{Nd}_.-]+)*$/u;
const HAS_LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;
/** Characters that show nothing, or are shown as another script's: variation selectors, fillers, the joiners. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
/** Written with every script. Not `Script=Common`: it holds Arabic digits, of which `٥` passes for an o. */
const NEUTRAL = /[\p{Script_Extensions=Common}\p{Script_Extensions=Inherited}]/u;
const STARTS_WITH_MARK = /^\p{M}/u;

function isOneScript(name: string): boolean {
  const letters = [...name].filter((character) => !NEUTRAL.test(character));
  const fits = (allowed: string[]) =>
    letters.every((letter) => SCRIPTS.some(({ name, pattern }) => allowed.includes(name) && pattern.test(letter)));
  return [...SCRIPTS.map(({ name }) => [name]), ...MIXED_SCRIPTS].some(fits);
}

/** The contract's `chat-name`: letters, marks, digits, `_ - .` and single spaces, in one script. */
export function isChatName(value: string): boolean {
  const name = value.normalize('NFKC');
  return (
    CHARACTERS.test(name) &&
    HAS_LETTER_OR_DIGIT.test(name) &&
    !STARTS_WITH_MARK.test(name) &&
    !INVISIBLE.test(name) &&
    isOneScript(name)
  );
}

/**
 * The key that names are compared by: two names with one key are the same name. Lower case of upper case of lower case
 * stands for full case folding (it maps `ẞ`, `ß` and `SS` together); NFKC again, since case mapping can undo it.
 */
export function nameKey(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return folded.normalize('NFKC').replaceAll('ς', 'σ');
}
