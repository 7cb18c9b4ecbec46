import type { Route } from '../state/routes.ts';

/** What an address shows: what another one shows, a dialog over the room shown last, or at most a room. */
export type Shown = { address: Route } | { dialog: 'browse' | 'settings' } | { room: string | undefined };

interface Known {
  /** One pane at a time: the start is the list of rooms. */
  isNarrow: boolean;
  lastRoom: () => string;
  /** Whether the user is in a room, as far as it is known: a room is shown until it is known that they are not. */
  mayBeIn: (room: string) => boolean;
}

export function shownBy(route: Route, { isNarrow, lastRoom, mayBeIn }: Known): Shown {
  switch (route.name) {
    case 'home':
      return isNarrow ? { room: undefined } : { address: { name: 'room', room: lastRoom() } };
    case 'browse':
    case 'settings':
      return { dialog: route.name };
    case 'room':
      return { room: mayBeIn(route.room) ? route.room : undefined };
    default:
      return { room: undefined };
  }
}
