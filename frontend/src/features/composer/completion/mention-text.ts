/** Mentions in a text: the one that is being typed, and those that stand in it. */
import type { Mention } from '../../../api/types.ts';

/** Somebody who can be mentioned; without a `sub`, everybody in the room. */
export interface Mentionable {
  sub?: string;
  name: string;
  online: boolean;
}

/** What stands in the text for everybody in the room. */
export const EVERYBODY = 'room';

/** The longest name, as the contract says, is looked for. */
const MAX_QUERY = 32;
const MAX_MENTIONS = 50;

/** The `@` before the caret that a name is being typed after, and what is typed so far. */
export function findQuery(text: string, caret: number): { start: number; query: string } | undefined {
  const before = text.slice(Math.max(0, caret - MAX_QUERY - 1), caret);
  const at = before.lastIndexOf('@');
  if (at < 0) return undefined;
  const query = before.slice(at + 1);
  const start = caret - query.length - 1;
  if (/[\n@]/.test(query) || /^\s/.test(query) || !isOpening(text.charAt(start - 1))) return undefined;
  return { start, query };
}

/**
 * Whom a text mentions: of the names that stand after an `@`, the longest one each. Of several people with one name, the
 * one who was chosen counts; without a choice, none.
 */
export function mentionsIn(
  text: string,
  people: readonly Mentionable[],
  chosen: ReadonlyMap<string, Mentionable>,
): Mention[] {
  if (!text.includes('@')) return [];
  const byName = uniqueByName(people);
  for (const [name, person] of chosen) byName.set(name.toLowerCase(), person);
  const names = [...byName.keys()].sort((one, other) => other.length - one.length);
  const found = new Map<string, Mention>();
  const lower = text.toLowerCase();
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (!isOpening(text.charAt(at - 1))) continue;
    const name = names.find((each) => lower.startsWith(each, at + 1) && isEnd(text, at + 1 + each.length));
    const person = name === undefined ? undefined : byName.get(name);
    if (name === undefined || !person) continue;
    const as = text.slice(at + 1, at + 1 + name.length);
    found.set(as, { ...(person.sub !== undefined && { sub: person.sub }), as });
  }
  return [...found.values()].slice(0, MAX_MENTIONS);
}

/** Names that two people have are left out. */
function uniqueByName(people: readonly Mentionable[]): Map<string, Mentionable | undefined> {
  const byName = new Map<string, Mentionable | undefined>();
  for (const person of people) {
    const name = person.name.toLowerCase();
    byName.set(name, byName.has(name) ? undefined : person);
  }
  return byName;
}

/** An `@` within a word, such as an e-mail address, mentions nobody. */
const isOpening = (before: string): boolean => before === '' || !/[\p{L}\p{N}@._-]/u.test(before);

const isEnd = (text: string, at: number): boolean => !/^[\p{L}\p{N}_]/u.test(text.slice(at, at + 2));
