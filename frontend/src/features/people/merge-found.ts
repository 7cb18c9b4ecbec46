import type { KnownPerson } from './known-people.ts';

/** Those whom the page knows who match, best first, and then others whom the directory found. */
export function mergeFound(
  known: readonly KnownPerson[],
  found: readonly KnownPerson[],
  except: ReadonlySet<string>,
): KnownPerson[] {
  const bySub = new Map(found.map((person) => [person.sub, person]));
  const listed = new Set(known.map(({ sub }) => sub));
  return [
    // The directory knows more of a person: whether they are a guest, and what they do.
    ...known.map((person) => ({ ...person, ...bySub.get(person.sub), online: person.online })),
    ...found.filter(({ sub }) => !listed.has(sub) && !except.has(sub)),
  ];
}
