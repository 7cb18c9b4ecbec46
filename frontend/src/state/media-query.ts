import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whether a media query holds; the element renders again when that changes. */
export class MediaQuery implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #list: MediaQueryList;

  constructor(host: ReactiveControllerHost, query: string) {
    this.#host = host;
    this.#list = window.matchMedia(query);
    host.addController(this);
  }

  get matches(): boolean {
    return this.#list.matches;
  }

  hostConnected(): void {
    this.#list.addEventListener('change', this.#change);
  }

  hostDisconnected(): void {
    this.#list.removeEventListener('change', this.#change);
  }

  readonly #change = (): void => this.#host.requestUpdate();
}
