/** Whom the page can name: those online, and those whose names it has seen. */
import type { Names } from '../../stores/people.ts';
import type { Presence } from '../../stores/presence.ts';

export interface KnownPerson {
  sub: string;
  name: string;
  guest: boolean;
  online: boolean;
  /** What the person does here, if the directory says it. */
  title?: string;
}

/** Those online first, then by name. `except`: the user, and who is chosen already. */
export function knownPeople({ people }: Presence, names: Names, except: ReadonlySet<string>): KnownPerson[] {
  const known = new Map<string, KnownPerson>();
  for (const [sub, name] of names) known.set(sub, { sub, name, guest: false, online: false });
  for (const { sub, name, guest } of people) {
    if (sub !== undefined) known.set(sub, { sub, name, guest: guest === true, online: true });
  }
  return [...known.values()]
    .filter(({ sub }) => !except.has(sub))
    .sort((one, other) => Number(other.online) - Number(one.online) || one.name.localeCompare(other.name));
}
