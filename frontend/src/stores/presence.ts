import { signal } from '@preact/signals-core';
import type {
  DetailedChange,
  DetailedSnapshot,
  PersonDetails,
  PresenceChange,
  PresenceSnapshot,
} from '../api/types.ts';
import type { ConnectionStatus } from '../state/connection-status.ts';

/** How a person is shown, as far as it is known: polling returns names only. */
export interface OnlinePerson extends Partial<
  Pick<PersonDetails, 'title' | 'timeZone' | 'status' | 'doNotDisturbUntil'>
> {
  name: string;
  sub?: string;
  guest?: boolean;
  /** Online, but not active for ten minutes. */
  away?: boolean;
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

  begin(snapshot: PresenceSnapshot | DetailedSnapshot): void {
    this.set(fromSnapshot(snapshot));
  }

  apply(change: PresenceChange | DetailedChange): void {
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

export function fromSnapshot({ count, users }: PresenceSnapshot | DetailedSnapshot): Presence {
  return { live: true, count, people: sorted(users.map(toPerson)) };
}

export function fromNames(names: readonly string[], count: number): Presence {
  return { live: true, count, people: names.map((name) => ({ name })) };
}

/** A user who joins replaces a known one with the same `sub`: a change of how one is shown arrives this way. */
export function changed(presence: Presence, { count, joined, left }: PresenceChange | DetailedChange): Presence {
  const gone = new Set([...left, ...joined.map(({ sub }) => sub)]);
  const stayed = presence.people.filter(({ sub }) => sub === undefined || !gone.has(sub));
  return { live: true, count, people: sorted([...stayed, ...joined.map(toPerson)]) };
}

type Profile = PresenceSnapshot['users'][number];

function toPerson(profile: Profile | PersonDetails): OnlinePerson {
  const { sub, displayName: name, guest } = profile;
  if (!('presence' in profile)) return { sub, name, guest };
  const { title, timeZone, status, doNotDisturbUntil, presence } = profile;
  return {
    sub,
    name,
    guest,
    ...(title !== undefined && { title }),
    ...(timeZone !== undefined && { timeZone }),
    ...(status && { status }),
    ...(doNotDisturbUntil !== undefined && { doNotDisturbUntil }),
    ...(presence === 'away' && { away: true }),
  };
}

function sorted(people: OnlinePerson[]): OnlinePerson[] {
  return people.sort((one, other) => one.name.localeCompare(other.name)).slice(0, LISTED);
}
