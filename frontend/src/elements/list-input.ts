/** What a key, a finger or the clipboard asks of the rows of a list. */
import { copiedMessages, type Heading } from './copy-messages.ts';

/** The arrow keys go from row to row; Ctrl and A selects the messages, not the page around them. */
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

/** The key of the message that was tapped, unless the tap was for something else: a link, or a selection. */
export function tappedKey({ target }: MouseEvent): string | undefined {
  const element = target as HTMLElement;
  const bubble = element.closest('.bubble');
  if (!bubble || element.closest('a') || document.getSelection()?.type === 'Range') return undefined;
  return bubble.closest<HTMLElement>('.message')?.dataset['key'];
}

/** Copies several messages as a conversation; anything less is copied by the browser as it is. */
export function copySelection(
  event: ClipboardEvent,
  root: ShadowRoot | null,
  headingOf: (key: string) => Heading | undefined,
): void {
  const text = root ? copiedMessages(root, headingOf) : undefined;
  if (text === undefined || !event.clipboardData) return;
  event.clipboardData.setData('text/plain', text);
  event.preventDefault();
}
