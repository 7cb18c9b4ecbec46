/** What the page shows, by its address. */
export type Route =
  /** The list of rooms, beside the room that was shown last where there is space. */
  | { name: 'home' }
  /** A room, at a message of this `seq` if there is one. */
  | { name: 'room'; room: string; seq?: number }
  /** The messages that mention the user. */
  | { name: 'inbox' }
  /** The public rooms. */
  | { name: 'browse' }
  | { name: 'settings' }
  /** For administrators: one of the lists of people, invites and events. */
  | { name: 'people'; list: PeopleList }
  /** What one-time links open: the first start, and a new password. */
  | { name: 'setup' | 'reset' }
  /** An invite link. */
  | { name: 'join' };

export const peopleLists = ['accounts', 'guests', 'invites', 'audit'] as const;
export type PeopleList = (typeof peopleLists)[number];

const PLAIN = ['inbox', 'browse', 'settings', 'setup', 'reset', 'join'] as const;

/** As in the contract: everything else is no room's id. */
const ROOM = /^\/r\/([a-z0-9][a-z0-9-]{0,63})(?:\/m\/([1-9][0-9]{0,15}))?$/;

export function pathOf(route: Route): string {
  switch (route.name) {
    case 'home':
      return '/';
    case 'room':
      return route.seq === undefined ? `/r/${route.room}` : `/r/${route.room}/m/${route.seq}`;
    case 'people':
      return route.list === 'accounts' ? '/people' : `/people/${route.list}`;
    default:
      return `/${route.name}`;
  }
}

/** What a path names; what names nothing is the start. */
export function routeOf(path: string): Route {
  const trimmed = path.replace(/\/$/, '');
  const plain = PLAIN.find((name) => trimmed === `/${name}`);
  if (plain) return { name: plain };
  if (trimmed === '/people') return { name: 'people', list: 'accounts' };
  const list = peopleLists.find((name) => trimmed === `/people/${name}`);
  if (list) return { name: 'people', list };
  const [, room, seq] = ROOM.exec(trimmed) ?? [];
  if (room === undefined) return { name: 'home' };
  const number = Number(seq);
  return Number.isSafeInteger(number) ? { name: 'room', room, seq: number } : { name: 'room', room };
}
