import type { ReactiveControllerHost } from 'lit';

/** The code of a pane, loaded when it is first shown. */
export class LazyPane {
  readonly #host: ReactiveControllerHost;
  readonly #load: () => Promise<unknown>;
  readonly #fail: () => void;
  #state: 'absent' | 'loading' | 'ready' = 'absent';

  constructor(host: ReactiveControllerHost, load: () => Promise<unknown>, fail: () => void = () => undefined) {
    this.#host = host;
    this.#load = load;
    this.#fail = fail;
  }

  /** Whether the pane can be shown; if not, it is being loaded, and the host is rendered again afterwards. */
  get isReady(): boolean {
    if (this.#state === 'absent') void this.#start();
    return this.#state === 'ready';
  }

  async #start(): Promise<void> {
    this.#state = 'loading';
    try {
      await this.#load();
      this.#state = 'ready';
      this.#host.requestUpdate();
    } catch {
      this.#state = 'absent';
      this.#fail();
    }
  }
}
