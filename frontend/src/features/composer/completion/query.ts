/** Names in a text that follow a sign: people after `@`, rooms after `#`. */

export type Sign = '@' | '#';

/** The longest names of the contract are found. */
const MAX_QUERY: Record<Sign, number> = { '@': 32, '#': 60 };
/** What a sign may not follow: within a word, such as an e-mail address, or in an address of a page, it is none. */
const BEFORE: Record<Sign, RegExp> = { '@': /[\p{L}\p{N}@._-]/u, '#': /[\p{L}\p{N}#@._/&=?-]/u };

/** The sign before the caret that a name is being typed after, and what is typed so far. */
export function findQuery(text: string, caret: number, sign: Sign): { start: number; query: string } | undefined {
  const before = text.slice(Math.max(0, caret - MAX_QUERY[sign] - 1), caret);
  const at = before.lastIndexOf(sign);
  if (at < 0) return undefined;
  const query = before.slice(at + 1);
  const start = caret - query.length - 1;
  if (/[\n@]/.test(query) || /^\s/.test(query) || !isOpening(sign, text.charAt(start - 1))) return undefined;
  return { start, query };
}

/** A name that stands in a text. */
export interface Occurrence<Named> {
  /** Where the sign stands. */
  start: number;
  /** As it is written, without the sign. */
  as: string;
  named: Named;
}

/**
 * The names that stand in a text after a sign, the longest one each. Of several with one name, the one that was chosen
 * counts; without a choice, none.
 */
export function findNames<Named extends { name: string }>(
  text: string,
  sign: Sign,
  all: readonly Named[],
  chosen: ReadonlyMap<string, Named>,
): Occurrence<Named>[] {
  if (!text.includes(sign)) return [];
  const byName = uniqueByName(all);
  for (const [name, named] of chosen) byName.set(name.toLowerCase(), named);
  const names = [...byName.keys()].sort((one, other) => other.length - one.length);
  const found: Occurrence<Named>[] = [];
  const lower = text.toLowerCase();
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
    if (!isOpening(sign, text.charAt(at - 1))) continue;
    const name = names.find((each) => lower.startsWith(each, at + 1) && isEnd(text, at + 1 + each.length));
    const named = name === undefined ? undefined : byName.get(name);
    if (name !== undefined && named) found.push({ start: at, as: text.slice(at + 1, at + 1 + name.length), named });
  }
  return found;
}

/** Names that two have are left out. */
function uniqueByName<Named extends { name: string }>(all: readonly Named[]): Map<string, Named | undefined> {
  const byName = new Map<string, Named | undefined>();
  for (const named of all) {
    const name = named.name.toLowerCase();
    byName.set(name, byName.has(name) ? undefined : named);
  }
  return byName;
}

const isOpening = (sign: Sign, before: string): boolean => before === '' || !BEFORE[sign].test(before);

const isEnd = (text: string, at: number): boolean => !/^[\p{L}\p{N}_]/u.test(text.slice(at, at + 2));
