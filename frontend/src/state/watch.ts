import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Watchable {
  subscribe: (listener: () => void) => () => void;
}

/** Renders the element again when one of the values changes, while it is connected. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #values: () => readonly Watchable[];
  #unsubscribe: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, values: () => readonly Watchable[]) {
    this.#host = host;
    this.#values = values;
    host.addController(this);
  }

  hostConnected(): void {
    this.#unsubscribe = this.#values().map((each) => each.subscribe(() => this.#host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }
}
