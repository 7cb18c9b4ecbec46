/** Whom a text mentions. */
import type { Mention } from '../../../api/types.ts';
import { findNames } from './query.ts';

/** Somebody who can be mentioned; without a `sub`, everybody in the room. */
export interface Mentionable {
  sub?: string;
  name: string;
  online: boolean;
  /** Not in the room, but can be added. */
  outside?: boolean;
}

/** Somebody who is mentioned, and how. */
export interface Mentioned extends Mentionable {
  /** What stands after the `@`. */
  as: string;
}

/** What stands in the text for everybody in the room. */
export const EVERYBODY = 'room';

const MAX_MENTIONS = 50;

/**
 * Whom a text mentions: of the names that stand after an `@`, the longest one each. Of several people with one name, the
 * one who was chosen counts; without a choice, none. Those of the room count before others of their name.
 */
export function mentionedIn(
  text: string,
  people: readonly Mentionable[],
  chosen: ReadonlyMap<string, Mentionable>,
): Mentioned[] {
  const inside = new Set(people.flatMap(({ name, outside }) => (outside ? [] : [name.toLowerCase()])));
  const known = people.filter(({ name, outside }) => !outside || !inside.has(name.toLowerCase()));
  const found = new Map<string, Mentioned>();
  for (const { as, named } of findNames(text, '@', known, chosen)) found.set(as, { ...named, as });
  return [...found.values()].slice(0, MAX_MENTIONS);
}

/** As the contract has them. Whoever is not in the room would be left out by the server anyway. */
export function toMentions(mentioned: readonly Mentioned[]): Mention[] {
  return mentioned.filter(({ outside }) => !outside).map(({ sub, as }) => ({ ...(sub !== undefined && { sub }), as }));
}
