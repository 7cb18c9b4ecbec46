/** How the user has arranged the sidebar: its sections with the rooms that were put there, as preferences. */
import type { Preferences, StoredSection } from '../api/types.ts';

/** The sections that everybody has: above all others, of all other rooms, and of all other direct messages. */
export const FAVOURITES = 'favourites';
export const ROOMS = 'rooms';
export const DIRECT = 'direct';

/** The limits of the contract. */
export const MAX_SECTIONS = 50;
const MAX_FAVOURITES = 200;
const MAX_ROOMS = 500;

export const isOwn = (id: string): boolean => id !== FAVOURITES && isChosen(id);

/** Whether a room is in the section because the user put it there: the two others have all the rest. */
export const isChosen = (id: string): boolean => id !== ROOMS && id !== DIRECT;

/** All sections in their order, with the rooms that were put into each. */
export function sectionsOf({ sections = [], favourites = [] }: Preferences): StoredSection[] {
  const find = (id: string) => sections.find((section) => section.id === id) ?? blank(id);
  const others = sections.filter(({ id }) => id !== FAVOURITES);
  const missing = [ROOMS, DIRECT].filter((id) => !others.some((section) => section.id === id));
  return [{ ...find(FAVOURITES), rooms: favourites }, ...others, ...missing.map(blank)];
}

/** Renames, folds or sorts a section. */
export function changeSection(preferences: Preferences, id: string, changes: Partial<StoredSection>): Preferences {
  return { sections: toStored(replace(sectionsOf(preferences), id, (section) => ({ ...section, ...changes }))) };
}

/** Adds a section before the rooms that are in none; `rooms` move there from where they are. */
export function addSection(
  preferences: Preferences,
  { id, name, rooms }: Pick<StoredSection, 'id' | 'name' | 'rooms'>,
) {
  const sections = without(sectionsOf(preferences), new Set(rooms));
  const at = sections.findIndex((section) => section.id === ROOMS);
  return toPreferences(sections.toSpliced(at, 0, { ...blank(id), name, rooms: [...rooms] }));
}

/** Its rooms go back to where they would be without it. */
export function removeSection(preferences: Preferences, id: string): Preferences {
  return { sections: toStored(sectionsOf(preferences).filter((section) => section.id !== id)) };
}

/** Moves a section past its neighbour; undefined if there is none, or if only the favourites are there. */
export function moveSection(preferences: Preferences, id: string, by: -1 | 1): Preferences | undefined {
  const [favourites, ...others] = sectionsOf(preferences);
  const at = others.findIndex((section) => section.id === id);
  const [moved, other] = [others[at], others[at + by]];
  if (!favourites || !moved || !other) return undefined;
  others[at] = other;
  others[at + by] = moved;
  return { sections: toStored([favourites, ...others]) };
}

/** Puts a room into a section, whose rooms then stand in this order. Without an order it is the last one. */
export function placeRoom(preferences: Preferences, room: string, id: string, order?: readonly string[]): Preferences {
  const sections = without(sectionsOf(preferences), new Set([room]));
  // The rooms of the two sections of all others are in none until they are put in order.
  const isListed = order !== undefined || isChosen(id);
  const placed = ({ rooms, ...section }: StoredSection) => ({ ...section, rooms: [...(order ?? [...rooms, room])] });
  return toPreferences(isListed ? replace(sections, id, placed) : sections);
}

/** Whether one more room can be put into the section. */
export function hasSpace({ id, rooms }: StoredSection): boolean {
  return rooms.length < (id === FAVOURITES ? MAX_FAVOURITES : MAX_ROOMS);
}

function toPreferences(sections: readonly StoredSection[]): Preferences {
  const favourites = sections.find(({ id }) => id === FAVOURITES)?.rooms ?? [];
  return { sections: toStored(sections), favourites };
}

/** The favourites' rooms are stored apart. */
const toStored = (sections: readonly StoredSection[]): StoredSection[] =>
  sections.map((section) => (section.id === FAVOURITES ? { ...section, rooms: [] } : section));

/** The name of a section that everybody has is the page's own, in the user's language. */
const blank = (id: string): StoredSection => ({ id, name: id, rooms: [], unreadFirst: false, collapsed: false });

const without = (sections: readonly StoredSection[], gone: ReadonlySet<string>): StoredSection[] =>
  sections.map((section) => ({ ...section, rooms: section.rooms.filter((room) => !gone.has(room)) }));

const replace = (
  sections: readonly StoredSection[],
  id: string,
  change: (section: StoredSection) => StoredSection,
): StoredSection[] => sections.map((section) => (section.id === id ? change(section) : section));
