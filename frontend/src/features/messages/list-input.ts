/** Keyboard, touch and clipboard input of the rows of a list. */
import { readerLocale } from '../../i18n/locale.ts';
import { formatTime } from '../../text/format.ts';
import { copiedMessages, type Heading } from './copy-messages.ts';
import type { RowContext } from './row-context.ts';
import type { MessageRow } from './rows.ts';

/** The arrow keys move from row to row; Ctrl+A selects the messages, not the page around them. */
export function handleRowKey(event: KeyboardEvent, rows: HTMLElement): void {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
  const row = (event.target as HTMLElement).closest<HTMLElement>('.message');
  if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
    document.getSelection()?.selectAllChildren(rows);
    event.preventDefault();
  } else if (step !== 0 && row) {
    const all = [...rows.querySelectorAll<HTMLElement>('.message')];
    all[all.indexOf(row) + step]?.focus();
    event.preventDefault();
  }
}

/** The key of the tapped message. Undefined if the tap was for a link, a button or a selection. */
export function tappedKey({ target }: MouseEvent): string | undefined {
  const element = target as HTMLElement;
  const body = element.closest('.body');
  if (!body || element.closest('a, button') || document.getSelection()?.type === 'Range') return undefined;
  return body.closest<HTMLElement>('.message')?.dataset['key'];
}

/** Copies several messages as a conversation. The browser copies a selection within one message by itself. */
export function copySelection(
  event: ClipboardEvent,
  root: ShadowRoot | null,
  rows: ReadonlyMap<string, MessageRow>,
  { nameOf }: RowContext,
): void {
  const headingOf = (key: string): Heading | undefined => {
    const entry = rows.get(key)?.entry;
    return entry && { name: nameOf(entry), time: formatTime(entry.time, readerLocale()) };
  };
  const text = root ? copiedMessages(root, headingOf) : undefined;
  if (text === undefined || !event.clipboardData) return;
  event.clipboardData.setData('text/plain', text);
  event.preventDefault();
}
