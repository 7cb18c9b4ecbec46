import { signal } from '@preact/signals-core';
import type { Profile } from '../api/types.ts';
import type { KeyValue } from '../state/storage.ts';
import type { OnlinePerson } from './presence.ts';

/** Display names by `sub`, the newest last. */
export type Names = ReadonlyMap<string, string>;

/** A page that stays open for weeks does not keep growing. */
const KNOWN = 5_000;
/** The most names to keep across reloads: some 40 kB, so that unsent messages have space in the storage. */
const STORED = 500;
const PREFIX = 'chat:names:';

/**
 * The newest known display name of each person. The API has no profiles of others, so the names come from presence:
 * those of people who were never online while this browser followed it are unknown. They stay when their owners leave,
 * all tabs share them, and the newest are kept across reloads.
 */
export class People {
  readonly names = signal<Names>(new Map());
  readonly #key: string;
  readonly #storage: KeyValue;

  /** @param sub of the user who is logged in: the names that earlier users of this browser saw are removed */
  constructor(sub: string, storage: KeyValue) {
    this.#key = PREFIX + sub;
    this.#storage = storage;
    for (const key of storage.keys()) if (key.startsWith(PREFIX) && key !== this.#key) storage.remove(key);
    this.names.value = new Map(parse(storage.get(this.#key)));
  }

  remember(profiles: readonly Pick<Profile, 'sub' | 'displayName'>[]): void {
    this.add(profiles.map(({ sub, displayName }) => [sub, displayName]));
  }

  /** Called with the people of a leading tab, whose build may be an older one that does not share its names. */
  rememberOnline(people: readonly OnlinePerson[]): void {
    this.add(people.flatMap(({ sub, name }) => (sub === undefined ? [] : [[sub, name]])));
  }

  /** Adds names that are newer than the known ones. */
  add(names: Iterable<readonly [sub: string, name: string]>): void {
    const known = this.names.peek();
    const fresh = Array.from(names);
    if (fresh.every(([sub, name]) => known.get(sub) === name)) return;
    const all = new Map(known);
    for (const [sub, name] of fresh) {
      all.delete(sub);
      all.set(sub, name);
    }
    const newest = [...all].slice(-KNOWN);
    this.names.value = new Map(newest);
    this.#store(newest.slice(-STORED));
  }

  #store(names: readonly (readonly [string, string])[]): void {
    this.#storage.set(this.#key, JSON.stringify(names));
    // Without space they are kept by this object alone: storage must not count as unable to keep messages.
    if (!this.#storage.persists(this.#key)) this.#storage.remove(this.#key);
  }
}

function parse(json: string | null): [string, string][] {
  try {
    const names: unknown = JSON.parse(json ?? '[]');
    return Array.isArray(names) ? names.filter(isName) : [];
  } catch {
    return [];
  }
}

function isName(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string');
}
