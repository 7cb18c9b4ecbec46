/**
 * What lies above the page: windows, drawers and sheets. Each is an entry of the browser's history, so that Back closes
 * the topmost of them instead of leaving the chat.
 */
const open: (() => void)[] = [];

/** A step through the history that we asked for has not been taken yet. */
let travelling = false;
let scheduled = false;

/** Something has opened; `close` is called when the person goes back. */
export function openLayer(close: () => void): void {
  open.push(close);
  schedule();
}

/** It has closed, for whatever reason. */
export function closeLayer(close: () => void): void {
  const index = open.indexOf(close);
  if (index < 0) return;
  open.splice(index, 1);
  schedule();
}

/** Whether anything lies above the page. */
export function hasLayers(): boolean {
  return open.length > 0;
}

/** Once all that opens and closes in one go has done so: one window often follows another. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    reconcile();
  });
}

function reconcile(): void {
  if (travelling) return;
  const surplus = depth() - open.length;
  for (let missing = surplus; missing < 0; missing += 1) history.pushState({ layers: depth() + 1 }, '');
  if (surplus <= 0) return;
  travelling = true;
  history.go(-surplus);
}

/** How many layers were open where the history stands now. */
function depth(): number {
  const { layers } = (history.state ?? {}) as { layers?: unknown };
  return typeof layers === 'number' ? layers : 0;
}

window.addEventListener('popstate', () => {
  if (!travelling) for (const close of open.splice(depth()).reverse()) close();
  travelling = false;
  schedule();
});

// A page that is loaded again has nothing open, whatever its history says.
schedule();
