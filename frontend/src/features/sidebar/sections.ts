/** The order of the sidebar's rooms, and what each has waiting for the reader. */
import type { MyRoom, Preferences, StoredSection } from '../../api/types.ts';
import { DIRECT, isChosen, ROOMS, sectionsOf } from '../../stores/arrangement.ts';
import { GENERAL } from '../../stores/general.ts';
import { isMuted } from '../../stores/room-counts.ts';

export interface Section extends Omit<StoredSection, 'rooms'> {
  rooms: readonly MyRoom[];
}

interface Arranging {
  preferences: Preferences;
  nameOf: (room: MyRoom) => string;
  now: number;
  /** A room that was unread when it was opened: it keeps its place among the unread ones until it is left. */
  held?: string | undefined;
}

/**
 * Each room in the place that the user gave it; those without one by name, `general` first. So a room stays where it is,
 * whatever happens in it, except in sections that the user wants sorted. Archived and hidden ones are left out.
 */
export function arrange(rooms: readonly MyRoom[], { preferences, nameOf, now, held }: Arranging): Section[] {
  const stored = sectionsOf(preferences);
  const left = new Map(rooms.filter(({ archived, hidden }) => !archived && !hidden).map((room) => [room.id, room]));
  const take = (ids: readonly string[], accepts: (room: MyRoom) => boolean) =>
    ids.flatMap((id) => {
      const room = left.get(id);
      if (!room || !accepts(room)) return [];
      left.delete(id);
      return [room];
    });
  const placed = new Map<string, MyRoom[]>();
  // What was put somewhere comes first: the two sections of all others have what is left.
  const chosenFirst = first(stored, ({ id }) => isChosen(id));
  for (const { id, rooms: ids } of chosenFirst) {
    placed.set(
      id,
      take(ids, ({ kind }) => isChosen(id) || (kind === 'direct') === (id === DIRECT)),
    );
  }
  for (const room of byName([...left.values()], nameOf))
    placed.get(room.kind === 'direct' ? DIRECT : ROOMS)?.push(room);
  const isFirst = (room: MyRoom) => room.id === held || attentionOf(room, now).unread;
  return stored.map((section) => {
    const own = placed.get(section.id) ?? [];
    return { ...section, rooms: section.unreadFirst ? first(own, isFirst) : own };
  });
}

/** "Team 9" stands before "Team 10". */
const collator = new Intl.Collator(undefined, { numeric: true });

function byName(rooms: readonly MyRoom[], nameOf: (room: MyRoom) => string): MyRoom[] {
  const named = rooms.map((room) => ({ room, name: nameOf(room) }));
  named.sort(
    (one, other) =>
      Number(other.room.id === GENERAL) - Number(one.room.id === GENERAL) ||
      collator.compare(one.name, other.name) ||
      (one.room.id < other.room.id ? -1 : 1),
  );
  return named.map(({ room }) => room);
}

const first = <T>(all: readonly T[], isFirst: (one: T) => boolean): T[] => [
  ...all.filter(isFirst),
  ...all.filter((one) => !isFirst(one)),
];

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
export function nextUnread(sections: readonly Section[], current: string | undefined, now: number): MyRoom | undefined {
  const all = sections.flatMap(({ rooms }) => rooms);
  const at = all.findIndex(({ id }) => id === current);
  const following = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return following.find((room) => room.id !== current && attentionOf(room, now).unread);
}

/** The rooms' order after one was moved past its neighbour; undefined at the end. */
export function movedBy(rooms: readonly MyRoom[], room: string, by: -1 | 1): string[] | undefined {
  const ids = rooms.map(({ id }) => id);
  const at = ids.indexOf(room);
  const other = ids[at + by];
  if (at < 0 || other === undefined) return undefined;
  ids[at] = other;
  ids[at + by] = room;
  return ids;
}

/** The rooms' order after one was put before another, or at the end. */
export function movedBefore(rooms: readonly MyRoom[], room: string, before: string | undefined): string[] {
  const ids = rooms.map(({ id }) => id).filter((id) => id !== room);
  const at = before === undefined ? ids.length : ids.indexOf(before);
  return ids.toSpliced(at < 0 ? ids.length : at, 0, room);
}

/** "99+" for a count that is not exact. */
export function shortCount(count: number, format: (count: number) => string): string {
  return count > 99 ? `${format(99)}+` : format(count);
}
