import { LitElement } from 'lit';
import { SignalWatcher } from './signal-watcher.ts';

/**
 * An element that is kept while it is not shown. It is not updated while it is dormant: what changes meanwhile is rendered
 * once, when it is shown again. The attribute `dormant` hides it.
 */
export class DormantElement extends SignalWatcher(LitElement) {
  #dormant = false;

  get dormant(): boolean {
    return this.#dormant;
  }

  set dormant(dormant: boolean) {
    if (dormant === this.#dormant) return;
    this.#dormant = dormant;
    this.toggleAttribute('dormant', dormant);
    if (dormant && this.hasUpdated) this.sleep();
    if (dormant) return;
    this.wake();
    // An update that was skipped is still pending: nothing else would run it.
    if (this.isUpdatePending) queueMicrotask(() => this.performUpdate());
    else this.requestUpdate();
  }

  /** Called when it is no longer shown. */
  protected sleep(): void {}

  /** Called when it is shown again, before it is updated. */
  protected wake(): void {}

  protected override performUpdate(): void {
    if (!this.#dormant) super.performUpdate();
  }
}
