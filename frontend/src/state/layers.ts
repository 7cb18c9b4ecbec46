/**
 * The stack of open dialogs, drawers and sheets. Each is an entry of the browser's history, so that Back closes
 * the topmost of them instead of leaving the chat.
 */
const open: (() => void)[] = [];

/** A history navigation that this code requested is still pending. */
let travelling = false;
let scheduled = false;
/** The steps that wait for it. */
const settled: (() => void)[] = [];

/** Adds a layer; `close` is called when the user goes back. */
export function openLayer(close: () => void): void {
  open.push(close);
  schedule();
}

/** Removes a layer that has closed, for any reason. */
export function closeLayer(close: () => void): void {
  const index = open.indexOf(close);
  if (index < 0) return;
  open.splice(index, 1);
  schedule();
}

/** Runs a step once the history stands where the open layers are: a step during its navigation would be undone. */
export function whenLayersSettled(step: () => void): void {
  if (!scheduled && !travelling) step();
  else settled.push(step);
}

/** Whether any layer is open. */
export function hasLayers(): boolean {
  return open.length > 0;
}

/** Deferred until all changes of one task are made: one dialog often follows another. */
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
  if (surplus <= 0) {
    for (const step of settled.splice(0)) step();
    return;
  }
  travelling = true;
  history.go(-surplus);
}

/** The number of layers that the current history entry stands for. */
function depth(): number {
  const { layers } = (history.state ?? {}) as { layers?: unknown };
  return typeof layers === 'number' ? layers : 0;
}

window.addEventListener('popstate', () => {
  if (!travelling) for (const close of open.splice(depth()).reverse()) close();
  travelling = false;
  schedule();
});

// A reloaded page has no open layers, whatever its history state says.
schedule();
