import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** More rows than fit a usual window, few enough that a slow phone renders them without a pause. */
const BATCH = 40;

/** Renders the first rows of a long list at once, and the others in tasks of their own: input is handled in between. */
export class RowBatches implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  /** The number of rows that are rendered at most. It only grows. */
  #limit = BATCH;
  #left = 0;
  #isFull = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#left = this.#limit;
    this.#isFull = false;
  }

  /** Returns those of the next rows that are rendered already. Call it once for each part of the list, in order. */
  take<Row>(rows: readonly Row[]): readonly Row[] {
    const taken = rows.slice(0, this.#left);
    this.#left -= taken.length;
    this.#isFull ||= taken.length < rows.length;
    return taken;
  }

  hostUpdated(): void {
    if (!this.#isFull || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#limit += BATCH;
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
