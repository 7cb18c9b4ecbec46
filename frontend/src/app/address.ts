/** The address and what the page shows follow each other. */
import { effect, untracked } from '@preact/signals-core';
import type { Chat } from '../live/chat.ts';
import { navigate, route } from '../state/navigation.ts';
import { routeOf } from '../state/routes.ts';
import { shownBy, type Shown } from './shown-by.ts';

interface Options {
  chat: Chat;
  isNarrow: () => boolean;
  showDialog: (dialog: 'browse' | 'settings') => void;
}

/** Shows what the address names: when it changes, and when the rooms are loaded, joined or left. Returns how to stop. */
export function followAddress({ chat, isNarrow, showDialog }: Options): () => void {
  const { roomList } = chat;
  const show = (shown: Shown): void => {
    if ('address' in shown) {
      navigate(shown.address, { replace: true });
    } else if ('dialog' in shown) {
      // The room shown last is behind it.
      navigate({ name: 'home' }, { replace: true });
      showDialog(shown.dialog);
    } else if (shown.room === undefined) {
      chat.close();
    } else {
      chat.open(shown.room);
    }
  };
  return effect(() => {
    const isLoaded = roomList.status.value === 'ready';
    const shown = shownBy(route.value, {
      isNarrow: isNarrow(),
      lastRoom: () => chat.lastRoom,
      mayBeIn: (room) => !isLoaded || roomList.find(room) !== undefined,
    });
    untracked(() => show(shown));
  });
}

/** Links to pages of this chat change the address without loading the document again. */
export function followLink(event: MouseEvent): void {
  const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented || link.target !== '' || link.origin !== location.origin) return;
  event.preventDefault();
  navigate(routeOf(link.pathname));
}

/** The room stays, without the message that the address names. */
export function forgetTarget(): void {
  const { value } = route;
  if (value.name === 'room') navigate({ name: 'room', room: value.room }, { replace: true });
}
