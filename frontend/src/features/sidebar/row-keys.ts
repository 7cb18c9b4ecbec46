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
