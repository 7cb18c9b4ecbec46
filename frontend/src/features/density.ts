import { ContextConsumer } from '@lit/context';
import { effect } from '@preact/signals-core';
import type { LitElement, ReactiveController } from 'lit';
import { preferencesContext } from './contexts.ts';

/** Gives an element the attribute `compact` while the user wants more on the screen; it renders again when that changes. */
export class Density implements ReactiveController {
  readonly #host: LitElement;
  readonly #preferences: ContextConsumer<typeof preferencesContext, LitElement>;
  #stop: (() => void) | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    this.#preferences = new ContextConsumer(host, { context: preferencesContext });
    host.addController(this);
  }

  get compact(): boolean {
    return this.#preferences.value?.value.value.density === 'compact';
  }

  hostConnected(): void {
    this.#stop = effect(() => {
      this.#host.toggleAttribute('compact', this.compact);
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}
