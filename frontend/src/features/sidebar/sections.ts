/** The order of the sidebar's rooms, and what each has waiting for the reader. */
import type { MyRoom } from '../../api/types.ts';
import { GENERAL } from '../../stores/general.ts';
import { isMuted } from '../../stores/room-counts.ts';

export interface Sections {
  rooms: readonly MyRoom[];
  direct: readonly MyRoom[];
}

/** By name, `general` first: a room stays in its place, whatever happens in it. Archived and hidden ones are left out. */
export function toSections(rooms: readonly MyRoom[], nameOf: (room: MyRoom) => string): Sections {
  const shown = rooms.filter(({ archived, hidden }) => !archived && !hidden);
  const named = shown.map((room) => ({ room, name: nameOf(room) }));
  named.sort(
    (one, other) =>
      Number(other.room.id === GENERAL) - Number(one.room.id === GENERAL) ||
      one.name.localeCompare(other.name) ||
      one.room.id.localeCompare(other.room.id),
  );
  const sorted = named.map(({ room }) => room);
  return {
    rooms: sorted.filter(({ kind }) => kind !== 'direct'),
    direct: sorted.filter(({ kind }) => kind === 'direct'),
  };
}

export interface Attention {
  /** The name is bold. */
  unread: boolean;
  /** The number in the badge; 0 shows none. 100 means "more than 99". */
  badge: number;
  muted: boolean;
}

/** Every message of a direct room is for the reader. A muted room is never bold, and its number is grey. */
export function attentionOf(room: MyRoom, now: number): Attention {
  const muted = isMuted(room, now);
  const badge = room.kind === 'direct' ? room.unread : room.mentions;
  return { unread: !muted && (room.unread > 0 || badge > 0), badge, muted };
}

/** The next unread room after the current one, in the sidebar's order and from its start again. */
export function nextUnread({ rooms, direct }: Sections, current: string | undefined, now: number): MyRoom | undefined {
  const all = [...rooms, ...direct];
  const at = all.findIndex(({ id }) => id === current);
  const following = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return following.find((room) => room.id !== current && attentionOf(room, now).unread);
}

/** "99+" for a count that is not exact. */
export function shortCount(count: number, format: (count: number) => string): string {
  return count > 99 ? `${format(99)}+` : format(count);
}
