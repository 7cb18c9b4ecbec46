/** Where a room stands in the sidebar, as a choice in menus. */
import { msg } from '@lit/localize';
import type { MyRoom, Preferences } from '../../api/types.ts';
import {
  DIRECT,
  FAVOURITES,
  hasSpace,
  isChosen,
  MAX_SECTIONS,
  placeRoom,
  ROOMS,
  sectionsOf,
} from '../../stores/arrangement.ts';
import { plusIcon } from '../../ui/icons.ts';
import type { MenuGroup } from '../../ui/menu-button.ts';
import { emit } from '../events.ts';

/** The name of a section; those that everybody has are named in the user's language. */
export function sectionName({ id, name }: { id: string; name: string }): string {
  switch (id) {
    case FAVOURITES:
      return msg('Favourites');
    case ROOMS:
      return msg('Rooms');
    case DIRECT:
      return msg('Direct messages');
    default:
      return name;
  }
}

export function placeGroup(from: HTMLElement, { id: room, kind }: MyRoom, preferences: Preferences): MenuGroup {
  const sections = sectionsOf(preferences);
  const rest = kind === 'direct' ? DIRECT : ROOMS;
  const current = sections.find((section) => isChosen(section.id) && section.rooms.includes(room))?.id ?? rest;
  const possible = sections.filter((section) => section.id === rest || (isChosen(section.id) && hasSpace(section)));
  return {
    label: msg('Show in'),
    items: [
      ...possible.map((section) => ({
        label: sectionName(section),
        checked: section.id === current,
        run: () => {
          if (section.id !== current) emit(from, 'preferences-change', placeRoom(preferences, room, section.id));
        },
      })),
      ...(sections.length < MAX_SECTIONS
        ? [{ label: msg('New section…'), icon: plusIcon, run: () => emit(from, 'section-dialog-open', { room }) }]
        : []),
    ],
  };
}
