import { nextIndex } from '../../ui/menu-button.ts';

/** Up, Down, Home and End move among rows that have the focus already; Tab leaves them. */
export function moveFocus(event: KeyboardEvent, rows: readonly HTMLElement[]): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const at = rows.findIndex((row) => row.matches(':focus'));
  if (at < 0) return;
  const next = nextIndex(event.key, at, rows.length);
  if (next === undefined) return;
  event.preventDefault();
  rows[next]?.focus();
}

/** The keys that open the menu of what has the focus. */
export const opensMenu = ({ key, shiftKey }: KeyboardEvent): boolean =>
  key === 'ContextMenu' || (shiftKey && key === 'F10');

/** Alt with Up or Down moves what has the focus: -1 is up. */
export function directionOf({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): -1 | 1 | undefined {
  if (!altKey || ctrlKey || metaKey || shiftKey) return undefined;
  if (key === 'ArrowUp') return -1;
  return key === 'ArrowDown' ? 1 : undefined;
}
