/** The width of the panel beside the room, in rem. */
import type { KeyValue } from '../../state/storage.ts';

export const MIN_REM = 20;
export const MAX_REM = 36;
export const USUAL_REM = 24;
export const STEP_REM = 1;
/** Where this browser keeps it. */
const KEY = 'chat:panel-width';

export const clampWidth = (rem: number): number => Math.round(Math.min(Math.max(rem, MIN_REM), MAX_REM) * 100) / 100;

export function loadWidth(storage: KeyValue): number {
  const rem = Number(storage.get(KEY) ?? NaN);
  return Number.isFinite(rem) ? clampWidth(rem) : USUAL_REM;
}

export function storeWidth(storage: KeyValue, rem: number): void {
  if (rem === USUAL_REM) storage.remove(KEY);
  else storage.set(KEY, String(rem));
}

/** The width after a key; `right` is what Arrow Right adds. Undefined for keys that do not change it. */
export function widthAfter(key: string, rem: number, right: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return clampWidth(rem + right);
    case 'ArrowLeft':
      return clampWidth(rem - right);
    case 'Home':
      return MIN_REM;
    case 'End':
      return MAX_REM;
    default:
      return undefined;
  }
}
