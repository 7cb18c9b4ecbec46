import { hasModifier } from '../features/keys.ts';
import { hasLayers } from '../state/layers.ts';

/** What a key does wherever the focus is, if no dialog is open. */
export function keyAction(event: KeyboardEvent): 'switcher' | 'keys' | 'next-unread' | undefined {
  if (event.defaultPrevented || event.isComposing || hasLayers()) return undefined;
  const { key, altKey, shiftKey } = event;
  if (altKey && shiftKey && key === 'ArrowDown') return 'next-unread';
  if (!hasModifier(event) || altKey || shiftKey) return undefined;
  if (key.toLowerCase() === 'k') return 'switcher';
  return key === '/' ? 'keys' : undefined;
}
