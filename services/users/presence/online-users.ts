import type { components } from '../../../generated/types/users.ts';
import { frame } from '../../shared/http/streaming/frame.ts';
import { nameKey } from '../../shared/text/names.ts';
import type { PersonState } from './store.ts';

export type Profile = components['schemas']['OnlineProfile'];
type Snapshot = components['schemas']['PresenceSnapshot'];
type Change = components['schemas']['PresenceChange'];

/** The maximum number of people in a snapshot, and of those who joined or left in a change: the contract's bounds. */
const MAX_LISTED = 200;

interface Entry {
  readonly profile: Profile;
  readonly key: string;
}

/** One order for all readers, whatever the machine's locale. */
const collator = new Intl.Collator('en');

function compare(a: Entry, b: Entry): number {
  return (
    collator.compare(a.key, b.key) ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) ||
    (a.profile.sub < b.profile.sub ? -1 : a.profile.sub > b.profile.sub ? 1 : 0)
  );
}

function isSame(a: Profile, b: Profile): boolean {
  return a.displayName === b.displayName && a.username === b.username && a.guest === b.guest;
}

/** Who is online, as known to this replica, and the changes that were not sent to streams yet. */
export class OnlineUsers {
  readonly #people = new Map<string, Entry>();
  /** The same people in alphabetical order, kept so: sorting at every snapshot would cost too much. */
  readonly #sorted: Entry[] = [];
  /** Those who changed since the last event to the streams, with their state at that time. */
  readonly #before = new Map<string, Profile | undefined>();
  #snapshot: Buffer | undefined;

  get count(): number {
    return this.#people.size;
  }

  get changed(): boolean {
    return this.#before.size > 0;
  }

  /** The first of them in alphabetical order. */
  first(limit: number): Profile[] {
    return this.#sorted.slice(0, limit).map(({ profile }) => profile);
  }

  apply(states: Iterable<PersonState>): void {
    for (const state of states) this.#set(state.sub, state.online ? state : undefined);
  }

  /** These are all who are online. */
  replace(states: PersonState[]): void {
    const online = new Set(states.filter((state) => state.online).map(({ sub }) => sub));
    for (const sub of [...this.#people.keys()]) if (!online.has(sub)) this.#set(sub, undefined);
    this.apply(states);
  }

  /** The first event of a stream. */
  snapshot(): Buffer {
    const snapshot = (): Snapshot => ({ count: this.count, users: this.first(MAX_LISTED) });
    this.#snapshot ??= Buffer.from(frame('snapshot', JSON.stringify(snapshot())));
    return this.#snapshot;
  }

  /**
   * The event with the changes since the last call: undefined if nothing changed in the end, a snapshot if there are
   * too many. A stream that began meanwhile gets some of it twice, so a change holds the new state, not a difference.
   */
  takeChange(): Buffer | undefined {
    const joined: Profile[] = [];
    const left: string[] = [];
    for (const [sub, before] of this.#before) {
      const now = this.#people.get(sub)?.profile;
      if (now && !(before && isSame(before, now))) joined.push(now);
      if (!now && before) left.push(sub);
    }
    this.#before.clear();
    if (joined.length === 0 && left.length === 0) return undefined;
    if (joined.length > MAX_LISTED || left.length > MAX_LISTED) return this.snapshot();
    const change: Change = { count: this.count, joined, left };
    return Buffer.from(frame('change', JSON.stringify(change)));
  }

  #set(sub: string, state: PersonState | undefined): void {
    const old = this.#people.get(sub);
    if (!old && !state) return;
    if (!this.#before.has(sub)) this.#before.set(sub, old?.profile);
    this.#snapshot = undefined;
    if (old) {
      this.#sorted.splice(this.#position(old), 1);
      this.#people.delete(sub);
    }
    if (!state) return;
    const { username, displayName, guest } = state;
    const entry = { profile: { sub, username, displayName, guest }, key: nameKey(displayName) };
    this.#sorted.splice(this.#position(entry), 0, entry);
    this.#people.set(sub, entry);
  }

  /** The position of an entry, or where it belongs. */
  #position(entry: Entry): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.#sorted[middle] as Entry, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
