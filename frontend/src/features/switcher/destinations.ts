/** Where the quick switcher leads: the user's rooms, other people, and the pages that are no room. */
import type { MyRoom } from '../../api/types.ts';
import { search, type Match } from '../../text/match.ts';
import type { KnownPerson } from '../people/known-people.ts';
import { partnerOf } from '../room/room-names.ts';

export type Destination =
  { type: 'room'; room: MyRoom; name: string } | { type: 'person'; person: KnownPerson; name: string };

/** The most results: more are not looked at. */
const SHOWN = 12;

/**
 * Rooms by latest activity, unread ones first, then people with whom there is no direct room yet. Without a query,
 * rooms alone.
 */
export function destinations(
  rooms: readonly MyRoom[],
  people: readonly KnownPerson[],
  nameOf: (room: MyRoom) => string,
  query: string,
): { item: Destination; found: Match }[] {
  const waiting = ({ unread, mentions }: MyRoom) => Number(mentions > 0) * 2 + Number(unread > 0);
  const sorted = [...rooms].sort((one, other) => waiting(other) - waiting(one));
  const known = new Set(rooms.map((room) => partnerOf(room)?.sub));
  const items: Destination[] = [
    ...sorted.map((room): Destination => ({ type: 'room', room, name: nameOf(room) })),
    ...people
      .filter(({ sub }) => query.trim() !== '' && !known.has(sub))
      .map((person): Destination => ({ type: 'person', person, name: person.name })),
  ];
  return search(items, query, ({ name }) => name, SHOWN);
}
