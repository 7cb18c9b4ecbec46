/** What the user can do with the chat as a whole, in the menu under its name. */
import { msg } from '@lit/localize';
import {
  checkAllIcon,
  editIcon,
  hashIcon,
  keyboardIcon,
  newMessageIcon,
  peopleIcon,
  searchIcon,
  settingsIcon,
} from '../../ui/icons.ts';
import type { MenuGroup, MenuItem } from '../../ui/menu-button.ts';
import { emit } from '../events.ts';

/** `complete`: the server knows rooms, and they are loaded. `account`: the user is no guest. */
interface Possible {
  complete: boolean;
  account: boolean;
  administrator: boolean;
}

export function chatMenu(from: HTMLElement, { complete, account, administrator }: Possible): MenuGroup[] {
  return [
    {
      items: [
        ...(complete && account ? roomItems(from) : []),
        ...(complete
          ? [
              { label: msg('New message'), icon: newMessageIcon, run: () => emit(from, 'dialog-open', 'new-message') },
              { label: msg('Mark all as read'), icon: checkAllIcon, run: () => emit(from, 'all-read') },
            ]
          : []),
      ],
    },
    {
      items: [
        ...(administrator
          ? [
              {
                label: msg('People'),
                icon: peopleIcon,
                run: () => emit(from, 'route-open', { name: 'people', list: 'accounts' }),
              },
              { label: msg('Rename the chat'), icon: editIcon, run: () => emit(from, 'dialog-open', 'chat-name') },
            ]
          : []),
        { label: msg('Keyboard shortcuts'), icon: keyboardIcon, run: () => emit(from, 'dialog-open', 'keys') },
        { label: msg('Settings'), icon: settingsIcon, run: () => emit(from, 'settings-open') },
      ],
    },
  ];
}

/** The ways to a room that is not in the list yet: for accounts only. */
export function roomItems(from: HTMLElement): MenuItem[] {
  return [
    { label: msg('New room'), icon: hashIcon, run: () => emit(from, 'dialog-open', 'new-room') },
    { label: msg('Browse rooms'), icon: searchIcon, run: () => emit(from, 'dialog-open', 'browse') },
  ];
}
