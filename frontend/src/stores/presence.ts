import { signal } from '@preact/signals-core';
import type { PresenceChange, PresenceSnapshot } from '../api/types.ts';
import type { ConnectionStatus } from '../state/connection-status.ts';

/** A user who is online. Polling returns names only. */
export interface OnlinePerson {
  name: string;
  sub?: string;
  guest?: boolean;
}

export interface Presence {
  /** Whether it is up to date: streaming or polling works. */
  live: boolean;
  /** It has not arrived yet, and nothing has failed. */
  loading?: boolean;
  /** The total number of users online, which may be more than are listed. */
  count: number;
  people: readonly OnlinePerson[];
}

export const NOBODY: Presence = { live: false, loading: true, count: 0, people: [] };

/** The most names to show. */
const LISTED = 500;

/** Who is online, as shown: from the stream, from polling, or from the tab that leads. */
export class PresenceStore {
  readonly value = signal(NOBODY);

  begin(snapshot: PresenceSnapshot): void {
    this.set(fromSnapshot(snapshot));
  }

  apply(change: PresenceChange): void {
    this.set(changed(this.value.peek(), change));
  }

  /** A poll's answer, which has names only. */
  setNames(names: readonly string[], count: number): void {
    this.set(fromNames(names, count));
  }

  /** Follows the connection: what is known of people stays, and is up to date or not. */
  setStatus(status: ConnectionStatus): void {
    const { loading, ...known } = this.value.peek();
    if (status !== 'connecting') this.set({ ...known, live: status !== 'waiting' });
    else this.set({ ...known, live: false, ...(loading === true && { loading }) });
  }

  set(next: Presence): void {
    const { live, loading, count, people } = this.value.peek();
    const same = next.live === live && next.loading === loading && next.count === count && next.people === people;
    if (!same) this.value.value = next;
  }
}

export function fromSnapshot({ count, users }: PresenceSnapshot): Presence {
  const people = users.map(({ sub, displayName, guest }) => ({ sub, name: displayName, guest }));
  return { live: true, count, people: sorted(people) };
}

export function fromNames(names: readonly string[], count: number): Presence {
  return { live: true, count, people: names.map((name) => ({ name })) };
}

/** A user who joins replaces a known one with the same `sub`: a new display name arrives this way. */
export function changed(presence: Presence, { count, joined, left }: PresenceChange): Presence {
  const gone = new Set([...left, ...joined.map(({ sub }) => sub)]);
  const stayed = presence.people.filter(({ sub }) => sub === undefined || !gone.has(sub));
  const came = joined.map(({ sub, displayName, guest }) => ({ sub, name: displayName, guest }));
  return { live: true, count, people: sorted([...stayed, ...came]) };
}

function sorted(people: OnlinePerson[]): OnlinePerson[] {
  return people.sort((one, other) => one.name.localeCompare(other.name)).slice(0, LISTED);
}
