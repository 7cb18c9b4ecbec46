/** Where the quick switcher leads: the user's rooms, other people, and the pages that are no room. */
import type { MyRoom, PublicRoom } from '../../api/types.ts';
import { search, type Match } from '../../text/match.ts';
import type { KnownPerson } from '../people/known-people.ts';
import { partnerOf } from '../room/room-names.ts';

export type Destination =
  | { type: 'room'; room: MyRoom; name: string }
  | { type: 'public-room'; room: PublicRoom; name: string }
  | { type: 'person'; person: KnownPerson; name: string };

/** The most results: more are not looked at. */
const SHOWN = 12;
/** The most rooms that the user is not in: people have to fit too. */
const OTHERS_SHOWN = 5;

export interface Known {
  /** The user's. */
  rooms: readonly MyRoom[];
  publicRooms: readonly PublicRoom[];
  people: readonly KnownPerson[];
}

/**
 * Rooms by latest activity, unread ones first, then public rooms that the user is not in, then people with whom there is
 * no direct room yet. Without a query, the user's rooms alone.
 */
export function destinations(
  { rooms, publicRooms, people }: Known,
  nameOf: (room: MyRoom) => string,
  query: string,
): { item: Destination; found: Match }[] {
  const waiting = ({ unread, mentions }: MyRoom) => Number(mentions > 0) * 2 + Number(unread > 0);
  const sorted = [...rooms].sort((one, other) => waiting(other) - waiting(one));
  const known = new Set(rooms.map((room) => partnerOf(room)?.sub));
  const mine = sorted.map((room): Destination => ({ type: 'room', room, name: nameOf(room) }));
  if (query.trim() === '') return search(mine, query, ({ name }) => name, SHOWN);
  const joined = new Set(rooms.map(({ id }) => id));
  const others = publicRooms.filter(({ id }) => !joined.has(id));
  const items: Destination[] = [
    ...mine,
    ...search(others, query, ({ name }) => name, OTHERS_SHOWN).map(({ item }): Destination => ({
      type: 'public-room',
      room: item,
      name: item.name,
    })),
    ...people
      .filter(({ sub }) => !known.has(sub))
      .map((person): Destination => ({ type: 'person', person, name: person.name })),
  ];
  return search(items, query, ({ name }) => name, SHOWN);
}
