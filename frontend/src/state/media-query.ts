import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whether a media query holds; the element renders again when that changes. */
export class MediaQuery implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #list: MediaQueryList | undefined;

  constructor(host: ReactiveControllerHost, query: string) {
    this.#host = host;
    this.#list = mediaQuery(query);
    host.addController(this);
  }

  get matches(): boolean {
    return this.#list?.matches ?? false;
  }

  hostConnected(): void {
    this.#list?.addEventListener('change', this.#change);
  }

  hostDisconnected(): void {
    this.#list?.removeEventListener('change', this.#change);
  }

  readonly #change = (): void => this.#host.requestUpdate();
}

/** Undefined if the browser lacks `matchMedia` or refuses the query. */
export function mediaQuery(query: string): MediaQueryList | undefined {
  try {
    return window.matchMedia(query);
  } catch {
    return undefined;
  }
}
