import type { Event } from './clients/history.ts';

/** What one person's streams carried. */
export interface Carried {
  name: string;
  sub: string;
  /** In the order of arrival. */
  events: readonly Event[];
  /** The cursors from which they resumed. */
  resumedFrom: readonly number[];
}

/** A person's time in a room: after `from`, before `to`. */
interface Stint {
  room: string;
  from: number;
  to: number;
}

/**
 * Everything that contradicts "a stream carries a room's events after the one of joining and before the one of leaving,
 * those two included, once and in order". What was missed while the stream was broken is not carried if the person was
 * removed before it resumed.
 *
 * @param log all events of the rooms, in order
 */
export function membershipViolations(log: readonly Event[], people: readonly Carried[]): string[] {
  const rooms = new Set(log.map(({ room }) => room));
  return people.flatMap(({ events, ...person }) => {
    const carried = events.filter(({ room }) => rooms.has(room));
    const stints = stintsOf(log, person.sub);
    return [
      ...some(`out of order or twice on the stream of ${person.name}`, outOfOrder(events)),
      ...some(
        `of rooms that ${person.name} was not in`,
        carried.filter((event) => !isOwn(event, person.sub) && !stints.some((stint) => isWithin(event, stint))),
      ),
      ...some(`missing from the stream of ${person.name}`, missing(log, stints, { events: carried, ...person })),
    ];
  });
}

function stintsOf(log: readonly Event[], sub: string): Stint[] {
  const stints: Stint[] = [];
  const open = new Map<string, Stint>();
  for (const { seq: from, ...event } of log) {
    const { room } = event;
    if (event.type === 'member-joined' && event.member.sub === sub) {
      const stint = { room, from, to: Infinity };
      stints.push(stint);
      open.set(room, stint);
    } else if (event.type === 'member-left' && event.sub === sub) {
      const stint = open.get(room);
      if (stint) stint.to = from;
    }
  }
  return stints;
}

function missing(log: readonly Event[], stints: readonly Stint[], { events, sub, resumedFrom }: Carried): Event[] {
  const seen = new Set(events.map(({ seq }) => seq));
  const own = log.filter((event) => isOwn(event, sub) && !seen.has(event.seq));
  return [
    ...own,
    ...stints.flatMap((stint) => {
      const due = log.filter((event) => isWithin(event, stint));
      const first = due.findIndex(({ seq }) => !seen.has(seq));
      const lost = due.slice(first).filter(({ seq }) => !seen.has(seq));
      if (first === -1) return [];
      // All from a break until the removal: only the events before the one from which the stream resumed were carried.
      const isRest = first + lost.length === due.length && stint.to < Infinity;
      const before = due[first - 1]?.seq ?? 0;
      const next = due[first]?.seq ?? 0;
      return isRest && resumedFrom.some((cursor) => cursor >= before && cursor < next) ? [] : lost;
    }),
  ];
}

/** Whether it says that the person joined or left. */
function isOwn(event: Event, sub: string): boolean {
  return (
    (event.type === 'member-joined' && event.member.sub === sub) || (event.type === 'member-left' && event.sub === sub)
  );
}

const isWithin = ({ seq, room }: Event, stint: Stint) => room === stint.room && seq > stint.from && seq < stint.to;

function outOfOrder(events: readonly Event[]): Event[] {
  return events.filter(({ seq }, index) => seq <= (events[index - 1]?.seq ?? 0));
}

function some(what: string, found: readonly Event[]): string[] {
  const [first] = found;
  return first ? [`${found.length} ${what}; the first has seq ${first.seq}`] : [];
}
