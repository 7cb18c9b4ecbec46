import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whether the page is being printed. `changed` must update the page synchronously: printing does not wait. */
export class Printing implements ReactiveController {
  active = false;
  readonly #changed: () => void;

  constructor(host: ReactiveControllerHost, changed: () => void) {
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('beforeprint', this.#begin);
    window.addEventListener('afterprint', this.#end);
  }

  hostDisconnected(): void {
    window.removeEventListener('beforeprint', this.#begin);
    window.removeEventListener('afterprint', this.#end);
  }

  readonly #begin = (): void => this.#set(true);
  readonly #end = (): void => this.#set(false);

  #set(active: boolean): void {
    this.active = active;
    this.#changed();
  }
}
