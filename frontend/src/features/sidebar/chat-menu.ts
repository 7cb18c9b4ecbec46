/** What the user can do with the chat as a whole, in the menu under its name. */
import { msg } from '@lit/localize';
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
              { label: msg('New message'), run: () => emit(from, 'dialog-open', 'new-message') },
              { label: msg('Mark all as read'), run: () => emit(from, 'all-read') },
            ]
          : []),
      ],
    },
    {
      items: [
        ...(administrator
          ? [{ label: msg('People'), run: () => emit(from, 'route-open', { name: 'people', list: 'accounts' }) }]
          : []),
        { label: msg('Keyboard shortcuts'), run: () => emit(from, 'dialog-open', 'keys') },
        { label: msg('Settings'), run: () => emit(from, 'settings-open') },
      ],
    },
  ];
}

/** The ways to a room that is not in the list yet: for accounts only. */
export function roomItems(from: HTMLElement): MenuItem[] {
  return [
    { label: msg('New room'), run: () => emit(from, 'dialog-open', 'new-room') },
    { label: msg('Browse rooms'), run: () => emit(from, 'dialog-open', 'browse') },
  ];
}
