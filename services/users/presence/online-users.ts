import { isDeepStrictEqual } from 'node:util';
import type { components } from '../../../generated/types/users.ts';
import { frame } from '../../shared/http/streaming/frame.ts';
import { nameKey } from '../../shared/text/names.ts';
import { detailsOf, type PersonDetails } from '../details.ts';
import type { PersonState } from './store.ts';

export type Profile = components['schemas']['OnlineProfile'];
type Schemas = components['schemas'];

/** An event, for streams without and with details; absent for those that see no change. */
export interface PresenceEvent {
  plain?: Buffer;
  detailed: Buffer;
}

/** The maximum number of people in a snapshot, and of those who joined or left in a change: the contract's bounds. */
const MAX_LISTED = 200;

/** A person, as the streams see them. */
interface Shown {
  readonly profile: Profile;
  readonly details: PersonDetails;
}

interface Entry extends Shown {
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

function toShown(state: PersonState): Shown {
  const { sub, username, displayName, guest, away } = state;
  const profile = { sub, username, displayName, guest };
  return { profile, details: { ...profile, ...detailsOf(state), presence: away ? 'away' : 'online' } };
}

const toFrame = (event: string, data: unknown) => Buffer.from(frame(event, JSON.stringify(data)));

function snapshotFrame(sorted: readonly Entry[], count: number, isDetailed: boolean): Buffer {
  const first = sorted.slice(0, MAX_LISTED);
  const snapshot: Schemas['PresenceSnapshot'] | Schemas['DetailedSnapshot'] = isDetailed
    ? { count, users: first.map(({ details }) => details) }
    : { count, users: first.map(({ profile }) => profile) };
  return toFrame('snapshot', snapshot);
}

/** Who is online, as known to this replica, and the changes that were not sent to streams yet. */
export class OnlineUsers {
  readonly #people = new Map<string, Entry>();
  /** The same people in alphabetical order, kept so: sorting at every snapshot would cost too much. */
  readonly #sorted: Entry[] = [];
  /** Those who changed since the last event to the streams, with their state at that time. */
  readonly #before = new Map<string, Shown | undefined>();
  #snapshot: Required<PresenceEvent> | undefined;

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
  snapshot(): Required<PresenceEvent> {
    this.#snapshot ??= {
      plain: snapshotFrame(this.#sorted, this.count, false),
      detailed: snapshotFrame(this.#sorted, this.count, true),
    };
    return this.#snapshot;
  }

  /** The same for somebody who sees these people only. */
  snapshotOf(visible: ReadonlySet<string>, isDetailed: boolean): Buffer {
    const seen = this.#visible(visible);
    return snapshotFrame(seen, seen.length, isDetailed);
  }

  /** Those of these people who are online, in alphabetical order. */
  firstOf(visible: ReadonlySet<string>, limit: number): { people: Profile[]; count: number } {
    const seen = this.#visible(visible);
    return { people: seen.slice(0, limit).map(({ profile }) => profile), count: seen.length };
  }

  /**
   * The event with the changes since the last call: undefined if nothing changed in the end, a snapshot if there are
   * too many. A stream that began meanwhile gets some of it twice, so a change holds the new state, not a difference.
   */
  takeChange(): PresenceEvent | undefined {
    const joined: Profile[] = [];
    const detailed: PersonDetails[] = [];
    const left: string[] = [];
    for (const [sub, before] of this.#before) {
      const now = this.#people.get(sub);
      if (now && !isDeepStrictEqual(before?.profile, now.profile)) joined.push(now.profile);
      if (now && !isDeepStrictEqual(before?.details, now.details)) detailed.push(now.details);
      if (!now && before) left.push(sub);
    }
    this.#before.clear();
    if (detailed.length === 0 && left.length === 0) return undefined;
    if (detailed.length > MAX_LISTED || left.length > MAX_LISTED) return this.snapshot();
    const change: Schemas['PresenceChange'] = { count: this.count, joined, left };
    const detailedChange: Schemas['DetailedChange'] = { ...change, joined: detailed };
    return {
      ...((joined.length > 0 || left.length > 0) && { plain: toFrame('change', change) }),
      detailed: toFrame('change', detailedChange),
    };
  }

  #visible(visible: ReadonlySet<string>): Entry[] {
    return [...visible].flatMap((sub) => this.#people.get(sub) ?? []).sort(compare);
  }

  #set(sub: string, state: PersonState | undefined): void {
    const old = this.#people.get(sub);
    if (!old && !state) return;
    if (!this.#before.has(sub)) this.#before.set(sub, old);
    this.#snapshot = undefined;
    if (old) {
      this.#sorted.splice(this.#position(old), 1);
      this.#people.delete(sub);
    }
    if (!state) return;
    const entry = { ...toShown(state), key: nameKey(state.displayName) };
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
