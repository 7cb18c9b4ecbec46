/** Changes of a field that the user can undo. */
import { markUp, type Markup } from './markup.ts';

/** Inserts a text in place of the selection of the field that has the focus. */
export function insert(text: string): void {
  // The only way that keeps the history of changes.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.execCommand('insertText', false, text);
}

/** Marks up the selected text of the field that has the focus. */
export function markUpSelection(field: HTMLTextAreaElement, markup: Markup): void {
  const { value: text, selectionStart: start, selectionEnd: end } = field;
  const change = markUp(markup, { text, start, end });
  field.setSelectionRange(change.from, change.to);
  insert(change.insert);
  field.setSelectionRange(change.start, change.end);
}
