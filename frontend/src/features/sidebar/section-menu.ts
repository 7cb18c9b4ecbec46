/** What the user can do with a section of the sidebar. */
import { msg, str } from '@lit/localize';
import type { Preferences, StoredSection } from '../../api/types.ts';
import {
  changeSection,
  isOwn,
  MAX_SECTIONS,
  moveSection,
  removeSection,
  sectionsOf,
} from '../../stores/arrangement.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import { deleteIcon, downIcon, editIcon, plusIcon, upIcon } from '../../ui/icons.ts';
import type { MenuGroup, MenuItem } from '../../ui/menu-button.ts';
import { emit } from '../events.ts';

export function sectionMenu(from: HTMLElement, section: StoredSection, store: PreferenceStore): MenuGroup[] {
  const preferences = store.value.value;
  const { id, unreadFirst } = section;
  const change = (changes: Preferences) => emit(from, 'preferences-change', changes);
  const move = (by: -1 | 1, label: string, icon: MenuItem['icon']): MenuItem[] => {
    const moved = moveSection(preferences, id, by);
    return moved && icon ? [{ label, icon, run: () => change(moved) }] : [];
  };
  return [
    {
      items: [
        {
          label: msg('Unread first'),
          on: unreadFirst,
          run: () => change(changeSection(preferences, id, { unreadFirst: !unreadFirst })),
        },
        ...move(-1, msg('Move up'), upIcon),
        ...move(1, msg('Move down'), downIcon),
      ],
    },
    {
      items: [
        ...(isOwn(id)
          ? [{ label: msg('Rename'), icon: editIcon, run: () => emit(from, 'section-dialog-open', { section }) }]
          : []),
        ...(sectionsOf(preferences).length < MAX_SECTIONS
          ? [{ label: msg('New section'), icon: plusIcon, run: () => emit(from, 'section-dialog-open', {}) }]
          : []),
        ...(isOwn(id)
          ? [{ label: msg('Delete'), icon: deleteIcon, danger: true, run: () => askToRemove(from, section, store) }]
          : []),
      ],
    },
  ];
}

function askToRemove(from: HTMLElement, { id, name }: StoredSection, store: PreferenceStore): void {
  emit(from, 'question-ask', {
    heading: msg(str`Delete the section ${name}?`),
    text: msg('Its rooms stay in your list, below “Rooms” and “Direct messages”.'),
    action: msg('Delete'),
    run: () => store.change(removeSection(store.value.peek(), id)),
  });
}
