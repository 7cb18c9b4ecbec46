import { withoutNeededJoiners } from './joiners.ts';

/** Combinations of scripts that are used together, as in Japanese and Korean. */
const MIXED_SCRIPTS = [
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Hangul'],
  ['Han', 'Bopomofo'],
];

/** Scripts allowed in names: Unicode's recommended and limited-use scripts (UAX #31, tables 5 and 7). */
const SCRIPTS = [
  'Arabic', 'Armenian', 'Bengali', 'Bopomofo', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek', 'Gujarati',
  'Gurmukhi', 'Han', 'Hangul', 'Hebrew', 'Hiragana', 'Kannada', 'Katakana', 'Khmer', 'Lao', 'Latin', 'Malayalam',
  'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan',
  'Adlam', 'Balinese', 'Bamum', 'Batak', 'Canadian_Aboriginal', 'Chakma', 'Cham', 'Cherokee', 'Hanifi_Rohingya',
  'Javanese', 'Kayah_Li', 'Lepcha', 'Limbu', 'Lisu', 'Mandaic', 'Meetei_Mayek', 'Miao', 'New_Tai_Lue', 'Newa', 'Nko',
  'Nyiakeng_Puachue_Hmong', 'Ol_Chiki', 'Osage', 'Saurashtra', 'Sundanese', 'Syloti_Nagri', 'Syriac', 'Tai_Le',
  'Tai_Tham', 'Tai_Viet', 'Tifinagh', 'Vai', 'Wancho', 'Yi',
].map((name) => ({ name, pattern: new RegExp(`\\p{Script_Extensions=${name}}`, 'u') })); // prettier-ignore

/** In code points, as in the contract. */
const MAX_LENGTH = 32;
/** A code point has at most two UTF-16 units. */
const MAX_UNITS = 2 * MAX_LENGTH;

/** Characters without a visible effect: variation selectors, fillers, joiners outside their valid contexts. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const CHARACTERS = /^[\p{L}\p{M}\p{Nd}_. '’·・-]*$/u;
/** An apostrophe between letters, the Catalan middle dot, and the one between Japanese words. */
const SEPARATORS =
  /(?<=[\p{L}\p{M}])['’](?=\p{L})|(?<=\p{Script=Latin}\p{M}*)·(?=\p{Script=Latin})|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])・(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/gu;
const MISPLACED_SEPARATOR = /['’·・]/u;
const MISPLACED_SPACE = /^ | $| {2}/;
const HAS_LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;
/** Used with every script. Not `Script=Common`, which includes Arabic digits, of which `٥` looks like an o. */
const NEUTRAL = /[\p{Script_Extensions=Common}\p{Script_Extensions=Inherited}]/u;
const STARTS_WITH_MARK = /^\p{M}/u;

/** The rule that a name breaks. */
export type NameFault = 'length' | 'invisible' | 'characters' | 'separator' | 'space' | 'mark' | 'letter' | 'script';

/** The rules as shown in problem responses. */
export const NAME_RULES: Record<NameFault, string> = {
  length: `must have 1 to ${MAX_LENGTH} characters`,
  invisible: 'must not contain invisible characters, except a joiner where the script requires one',
  characters: "must contain only letters, digits, marks, spaces and the characters _ - . ' ·",
  separator: 'may have an apostrophe or a middle dot only between letters',
  space: 'must not begin or end with a space or contain consecutive spaces',
  mark: 'must not begin with a combining mark',
  letter: 'must contain a letter or a digit',
  script: 'must be in one script, and one of those that names support',
};

/** The rule of the contract's `chat-name` that a text breaks; undefined if it is valid. */
export function nameFault(value: string): NameFault | undefined {
  // First, since normalization takes quadratic time on some texts.
  if (value.length > MAX_UNITS || value === '' || [...value].length > MAX_LENGTH) return 'length';
  const name = withoutNeededJoiners(value.normalize('NFKC'));
  if (INVISIBLE.test(name)) return 'invisible';
  if (!CHARACTERS.test(name)) return 'characters';
  const letters = name.replace(SEPARATORS, '');
  if (MISPLACED_SEPARATOR.test(letters)) return 'separator';
  if (MISPLACED_SPACE.test(letters)) return 'space';
  if (STARTS_WITH_MARK.test(letters)) return 'mark';
  if (!HAS_LETTER_OR_DIGIT.test(letters)) return 'letter';
  return isOneScript(letters) ? undefined : 'script';
}

/** Whether a text matches the contract's format `chat-name`. */
export function isChatName(value: string): boolean {
  return nameFault(value) === undefined;
}

function isOneScript(name: string): boolean {
  const letters = [...name].filter((character) => !NEUTRAL.test(character));
  const fits = (allowed: string[]) =>
    letters.every((letter) => SCRIPTS.some(({ name, pattern }) => allowed.includes(name) && pattern.test(letter)));
  return [...SCRIPTS.map(({ name }) => [name]), ...MIXED_SCRIPTS].some(fits);
}

/**
 * A text without the differences of case and width. Lower case of upper case of lower case approximates full case folding
 * (it unifies `ẞ`, `ß` and `SS`); NFKC is applied again, since case mapping can undo it.
 */
export function foldCase(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
}

/**
 * The key by which names are compared: names with equal keys are the same name. Both kinds of apostrophe are equal, and
 * joiners are ignored.
 */
export function nameKey(name: string): string {
  // No valid name is this long, and normalizing it could take long.
  if (name.length > MAX_UNITS) return name;
  return foldCase(name)
    .replaceAll('ς', 'σ')
    .replaceAll('’', "'")
    .replace(/[\u{200c}\u{200d}]/gu, '');
}
