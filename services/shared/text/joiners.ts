/**
 * Contexts in which a zero-width joiner or non-joiner changes how a word is written and is therefore allowed in a name:
 * A1, A2 and B of UAX #31. JavaScript has no access to joining types and combining classes; these are from Unicode
 * 15.0, for the scripts allowed in names.
 */

/** Letters of Joining_Type D or L, which join the next letter. */
const JOINS_NEXT = [
  String.raw`\u{620}\u{626}\u{628}\u{62a}-\u{62e}\u{633}-\u{63f}\u{641}-\u{647}\u{649}\u{64a}\u{66e}\u{66f}`,
  String.raw`\u{678}-\u{687}\u{69a}-\u{6bf}\u{6c1}\u{6c2}\u{6cc}\u{6ce}\u{6d0}\u{6d1}\u{6fa}-\u{6fc}\u{6ff}`,
  String.raw`\u{712}-\u{714}\u{71a}-\u{71d}\u{71f}-\u{727}\u{729}\u{72b}\u{72d}\u{72e}\u{74e}-\u{758}`,
  String.raw`\u{75c}-\u{76a}\u{76d}-\u{770}\u{772}\u{775}-\u{777}\u{77a}-\u{77f}\u{7ca}-\u{7ea}\u{841}-\u{845}`,
  String.raw`\u{848}\u{84a}-\u{853}\u{855}\u{860}\u{862}-\u{865}\u{868}\u{886}\u{889}-\u{88d}\u{8a0}-\u{8a9}`,
  String.raw`\u{8af}\u{8b0}\u{8b3}-\u{8b8}\u{8ba}-\u{8c8}\u{10d00}-\u{10d21}\u{10d23}\u{1e900}-\u{1e943}`,
].join('');

/** Letters of Joining_Type R or D, which join the previous letter. */
const JOINS_PREVIOUS = [
  String.raw`\u{620}\u{622}-\u{63f}\u{641}-\u{64a}\u{66e}\u{66f}\u{671}-\u{673}\u{675}-\u{6d3}\u{6d5}\u{6ee}`,
  String.raw`\u{6ef}\u{6fa}-\u{6fc}\u{6ff}\u{710}\u{712}-\u{72f}\u{74d}-\u{77f}\u{7ca}-\u{7ea}\u{840}-\u{858}`,
  String.raw`\u{860}\u{862}-\u{865}\u{867}-\u{86a}\u{870}-\u{882}\u{886}\u{889}-\u{88e}\u{8a0}-\u{8ac}`,
  String.raw`\u{8ae}-\u{8c8}\u{10d01}-\u{10d23}\u{1e900}-\u{1e943}`,
].join('');

/** Canonical_Combining_Class 9. */
const VIRAMAS = [
  String.raw`\u{94d}\u{9cd}\u{a4d}\u{acd}\u{b4d}\u{bcd}\u{c4d}\u{ccd}\u{d3b}\u{d3c}\u{d4d}\u{dca}\u{e3a}\u{eba}`,
  String.raw`\u{f84}\u{1039}\u{103a}\u{1714}\u{1715}\u{1734}\u{17d2}\u{1a60}\u{1b44}\u{1baa}\u{1bab}\u{1bf2}`,
  String.raw`\u{1bf3}\u{a806}\u{a82c}\u{a8c4}\u{a953}\u{a9c0}\u{aaf6}\u{abed}\u{11133}\u{11134}\u{11442}`,
].join('');

/** `علی‌رضا`: between two letters that would otherwise join. */
const BETWEEN_JOINING = `(?<=[${JOINS_NEXT}]\\p{Mn}*)\\u{200c}(?=\\p{Mn}*[${JOINS_PREVIOUS}])`;
/** After a letter with a virama. */
const AFTER_VIRAMA = `(?<=\\p{L}\\p{M}*[${VIRAMAS}]\\p{M}*)`;
const NON_JOINER = `${AFTER_VIRAMA}\\u{200c}(?=\\p{L})`;
/** `ශ්‍රී`: not before a vowel sign, which cannot follow a virama. */
const JOINER = `${AFTER_VIRAMA}\\u{200d}(?!\\p{M})`;

const IN_CONTEXT = new RegExp(`${BETWEEN_JOINING}|${NON_JOINER}|${JOINER}`, 'gu');

/** Removes the joiners that are valid in their context. */
export function withoutNeededJoiners(text: string): string {
  return text.replace(IN_CONTEXT, '');
}
