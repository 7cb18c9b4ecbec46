import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Whether the user is reading the page: it is visible, and its window has the focus. A window next to the one that the
 * user works in is visible, but not read.
 */
export class Attention implements ReactiveController {
  readonly #changed: () => void;

  constructor(host: ReactiveControllerHost, changed: () => void) {
    this.#changed = changed;
    host.addController(this);
  }

  get given(): boolean {
    return !document.hidden && document.hasFocus();
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#changed);
    window.addEventListener('focus', this.#changed);
    window.addEventListener('blur', this.#changed);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#changed);
    window.removeEventListener('focus', this.#changed);
    window.removeEventListener('blur', this.#changed);
  }
}
