import { signal } from '@preact/signals-core';
import type { Profile } from '../api/types.ts';
import type { OnlinePerson } from './presence.ts';

/** The names of those seen last: a page that stays open for weeks does not keep growing. */
const KEPT = 5_000;

/**
 * The newest known display name of each person. The API has no profiles of others, so they are those that presence
 * brings, and they stay when their owners leave.
 */
export class People {
  /** By `sub`. */
  readonly names = signal<ReadonlyMap<string, string>>(new Map());

  /** Called with the people of another tab, which has received their profiles. */
  rememberOnline(people: readonly OnlinePerson[]): void {
    this.remember(people.flatMap(({ sub, name }) => (sub === undefined ? [] : [{ sub, displayName: name }])));
  }

  remember(profiles: readonly Pick<Profile, 'sub' | 'displayName'>[]): void {
    const known = this.names.peek();
    if (profiles.every(({ sub, displayName }) => known.get(sub) === displayName)) return;
    const names = new Map(known);
    for (const { sub, displayName } of profiles) {
      names.delete(sub);
      names.set(sub, displayName);
    }
    this.names.value = new Map([...names].slice(-KEPT));
  }
}
