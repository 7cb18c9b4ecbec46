/** Whether a person is online, away or wants no notifications, and what they say they are doing. */
import { msg } from '@lit/localize';
import type { PersonDetails, PersonStatus } from '../../api/types.ts';
import type { OnlinePerson, Presence } from '../../stores/presence.ts';

/** Who is offline has none. Who wants no notifications may be away, too, which matters less. */
export type PresenceState = 'online' | 'away' | 'dnd';

type People = ReadonlyMap<string | undefined, OnlinePerson>;

/** Derived once for each state of the presence, however many rows read it. */
const derived = new WeakMap<Presence['people'], People>();

/** Those online, by `sub`. */
export function peopleBySub({ people }: Presence): People {
  let bySub = derived.get(people);
  if (!bySub) derived.set(people, (bySub = new Map(people.map((person) => [person.sub, person]))));
  return bySub;
}

/** Somebody online whom the stream does not list, since it lists the first people only. */
export function onlineFrom(details: PersonDetails | undefined): OnlinePerson | undefined {
  if (!details || details.presence === 'offline') return undefined;
  return { name: details.displayName, ...details, away: details.presence === 'away' };
}

/** @param now what has ended by then counts no more: a stream does not report an end */
export function presenceOf(person: OnlinePerson | undefined, now: number): PresenceState | undefined {
  if (!person) return undefined;
  if (isAhead(person.doNotDisturbUntil, now)) return 'dnd';
  return person.away ? 'away' : 'online';
}

export function statusOf(person: { status?: PersonStatus } | undefined, now: number): PersonStatus | undefined {
  const status = person?.status;
  return status && (status.until === undefined || isAhead(status.until, now)) ? status : undefined;
}

/** A status as text. */
export function describeStatus({ emoji, text }: PersonStatus): string {
  return emoji === undefined ? text : `${emoji} ${text}`;
}

export function describePresence(state: PresenceState | undefined): string {
  switch (state) {
    case 'online':
      return msg('Online');
    case 'away':
      return msg('Away');
    case 'dnd':
      return msg('Do not disturb');
    case undefined:
      return msg('Offline');
  }
}

function isAhead(time: string | undefined, now: number): boolean {
  return time !== undefined && Date.parse(time) > now;
}
