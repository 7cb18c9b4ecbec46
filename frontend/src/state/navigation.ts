import { signal, type ReadonlySignal } from '@preact/signals-core';
import { whenLayersSettled } from './layers.ts';
import { pathOf, routeOf, type Route } from './routes.ts';

const current = signal(routeOf(location.pathname));

/** What the address names. Changes with Back and Forward too. */
export const route: ReadonlySignal<Route> = current;

/** Goes somewhere else; `replace`: without a way back to where the page was. */
export function navigate(to: Route, { replace = false } = {}): void {
  // A dialog that closes goes back in the history, which takes a while: otherwise that would undo this step.
  whenLayersSettled(() => {
    const path = pathOf(to);
    if (path !== location.pathname) {
      if (replace) history.replaceState(history.state, '', path);
      else history.pushState(null, '', path);
    }
    follow();
  });
}

/** The link of a route, for another person or another tab. */
export function linkOf(to: Route): string {
  return new URL(pathOf(to), location.origin).href;
}

function follow(): void {
  const next = routeOf(location.pathname);
  // Back to the same place, for instance from a dialog, changes nothing.
  if (pathOf(next) !== pathOf(current.peek())) current.value = next;
}

window.addEventListener('popstate', follow);
