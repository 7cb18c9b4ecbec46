import type { Markup } from './markup.ts';

/** What a key does in the composer's field, besides typing. */
export type ComposerAction = Markup | 'submit' | 'edit-last' | 'cancel';

interface State {
  isEmpty: boolean;
  isEditing: boolean;
  isTouch: boolean;
}

type Key = Pick<KeyboardEvent, 'key' | 'keyCode' | 'isComposing' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** Ctrl and, on macOS, Cmd with these. */
const SHORTCUTS: Partial<Record<string, Markup>> = { b: 'bold', i: 'italic' };

export function composerAction(event: Key, { isEmpty, isEditing, isTouch }: State): ComposerAction | undefined {
  // Enter that ends an IME composition belongs to the composition; Safari marks it only by keyCode 229.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  if (event.isComposing || event.keyCode === 229) return undefined;
  const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
  const markup = ctrlKey || metaKey ? SHORTCUTS[key.toLowerCase()] : undefined;
  if (markup && !shiftKey && !altKey) return markup;
  // An on-screen keyboard has no Shift+Enter for a new line: there only the button sends.
  if (key === 'Enter' && (ctrlKey || metaKey || !(shiftKey || altKey || isTouch))) return 'submit';
  if (key === 'ArrowUp' && isEmpty && !isEditing) return 'edit-last';
  return key === 'Escape' && isEditing ? 'cancel' : undefined;
}
