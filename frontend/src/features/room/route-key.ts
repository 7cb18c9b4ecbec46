import { hasLayers } from '../../state/layers.ts';
import type { MessageComposer } from '../composer/message-composer.ts';
import type { MessageList } from '../messages/message-list.ts';

/**
 * Routes a key to the element it is meant for, wherever the focus is: typed characters go to the composer, page keys
 * to the list. Fields and dialogs keep their own keys.
 */
export function routeKey(event: KeyboardEvent, composer: MessageComposer, list: MessageList): void {
  const [target] = event.composedPath();
  if (event.defaultPrevented || hasLayers() || !(target instanceof Element)) return;
  const inField = target.matches('input, textarea');
  const direction = pageDirection(event);
  if (direction !== undefined && (!inField || composer.isEmpty)) {
    list.scrollPage(direction);
    event.preventDefault();
  } else if (!inField && (isPaste(event) || isTyped(event, target, composer))) {
    // The browser delivers the key to the field that has the focus now.
    composer.focus();
  }
}

function pageDirection({ key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): -1 | 1 | undefined {
  if (shiftKey || ctrlKey || altKey || metaKey) return undefined;
  return key === 'PageUp' ? -1 : key === 'PageDown' ? 1 : undefined;
}

function isPaste({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'v' && (ctrlKey || metaKey) && !altKey;
}

function isTyped(event: KeyboardEvent, target: Element, composer: MessageComposer): boolean {
  const { key, ctrlKey, altKey, metaKey } = event;
  const isCommand = metaKey || ((ctrlKey || altKey) && !event.getModifierState('AltGraph'));
  if (isCommand) return false;
  // Space presses a button, and scrolls unless it continues a sentence.
  if (key === ' ') return !target.matches('button, a') && !composer.isEmpty;
  // `Dead` starts an accented letter, `Process` an IME composition.
  return [...key].length === 1 || key === 'Dead' || key === 'Process';
}
