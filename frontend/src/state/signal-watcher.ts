import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { ReactiveElement } from 'lit';

// The base of a mixin takes any arguments: TypeScript accepts nothing narrower.
type ElementClass = new (...args: any[]) => ReactiveElement; // eslint-disable-line @typescript-eslint/no-explicit-any

/**
 * Renders the element again when a signal changes that its last update read. A signal that is read only inside `guard()`
 * is not tracked, since `guard` skips its template while nothing else has changed: read it among the guarded values.
 */
export function SignalWatcher<Base extends ElementClass>(base: Base): Base {
  return class extends base {
    #stopWatching: (() => void) | undefined;

    override connectedCallback(): void {
      super.connectedCallback();
      this.requestUpdate();
    }

    override disconnectedCallback(): void {
      super.disconnectedCallback();
      this.#stopWatching?.();
      this.#stopWatching = undefined;
    }

    protected override performUpdate(): void {
      if (!this.isUpdatePending) return;
      this.#stopWatching?.();
      // An update that was pending when the element was removed: nothing would ever stop watching.
      if (!this.isConnected) {
        super.performUpdate();
        return;
      }
      let updating = true;
      // The effect runs once to update, and once more when something that the update read has changed.
      this.#stopWatching = effect(() => {
        if (updating) super.performUpdate();
        else this.requestUpdate();
        updating = false;
      });
    }
  };
}

/** Makes an update depend on a signal whose value it does not use. */
export const track = (tracked: ReadonlySignal): unknown => tracked.value;
