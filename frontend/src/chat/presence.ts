import type { PresenceChange, PresenceSnapshot } from '../api/types.ts';

/** Somebody online. A client that polls learns names only. */
export interface Person {
  name: string;
  sub?: string;
  guest?: boolean;
}

export interface Presence {
  /** Whether it is followed at this moment. */
  live: boolean;
  /** It is not known yet, and nothing has failed. */
  loading?: boolean;
  /** The total number of users online, which may be more than are listed. */
  count: number;
  people: readonly Person[];
}

export const NOBODY: Presence = { live: false, loading: true, count: 0, people: [] };

/** More names than anybody reads. */
const LISTED = 500;

export function fromSnapshot({ count, users }: PresenceSnapshot): Presence {
  const people = users.map(({ sub, displayName, guest }) => ({ sub, name: displayName, guest }));
  return { live: true, count, people: sorted(people) };
}

export function fromNames(names: readonly string[], count: number): Presence {
  return { live: true, count, people: names.map((name) => ({ name })) };
}

/** Who came replaces who was known under the same `sub`: that is how a new display name arrives. */
export function changed(presence: Presence, { count, joined, left }: PresenceChange): Presence {
  const gone = new Set([...left, ...joined.map(({ sub }) => sub)]);
  const stayed = presence.people.filter(({ sub }) => sub === undefined || !gone.has(sub));
  const came = joined.map(({ sub, displayName, guest }) => ({ sub, name: displayName, guest }));
  return { live: true, count, people: sorted([...stayed, ...came]) };
}

function sorted(people: Person[]): Person[] {
  return people.sort((one, other) => one.name.localeCompare(other.name)).slice(0, LISTED);
}
