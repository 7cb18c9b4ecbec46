/** Finds what a server has by what somebody types of its name. */
import { signal } from '@preact/signals-core';
import type { Failure, Result } from '../api/result.ts';
import { later, TYPING_PAUSE_MS, type Later } from '../state/timer.ts';
import { search } from '../text/match.ts';

/** The limit of items: more are found by more of the name. */
const MOST = 200;

/** What to ask for: everything without `q`, `after` the `next` of the page before. */
export interface Asked {
  q?: string;
  after?: string;
}

interface Page<Item> {
  items: readonly Item[];
  next?: string | undefined;
}

export interface Found<Item> extends Page<Item> {
  status: 'searching' | 'ready' | 'failed';
  failure?: Failure;
}

type Ask<Item> = (asked: Asked, abort: AbortSignal) => Promise<Result<Page<Item>>>;

/** Asks after a pause, one request at a time: what was asked before is not waited for any more. */
export class TypedSearch<Item extends { name: string }> {
  readonly state = signal<Found<Item>>({ status: 'ready', items: [] });
  readonly #ask: Ask<Item>;
  readonly #later: Later;
  #query: string | undefined;
  /** Nothing matches this: longer queries need no request. */
  #unknown: string | undefined;
  #cancel: (() => void) | undefined;
  #request = new AbortController();

  constructor(ask: Ask<Item>, runLater = later) {
    this.#ask = ask;
    this.#later = runLater;
  }

  search(query: string): void {
    const q = query.trim();
    if (q === this.#query && this.state.peek().status !== 'failed') return;
    this.stop();
    this.#query = q;
    if (this.#unknown !== undefined && q.startsWith(this.#unknown)) {
      this.state.value = { status: 'ready', items: [] };
      return;
    }
    // What still matches stays until the answer arrives.
    const items = search(this.state.peek().items, q, ({ name }) => name, MOST).map(({ item }) => item);
    this.state.value = { status: 'searching', items };
    this.#cancel = this.#later(() => void this.#load(q), q === '' ? 0 : TYPING_PAUSE_MS);
  }

  /** Asks for the next page, or again after a failure. */
  more(): void {
    const { status, items, next } = this.state.peek();
    if (this.#query === undefined || (status !== 'failed' && (status === 'searching' || next === undefined))) return;
    this.state.value = { status: 'searching', items };
    void this.#load(this.#query, next, items);
  }

  stop(): void {
    this.#cancel?.();
    this.#request.abort();
    this.#query = undefined;
  }

  async #load(q: string, after?: string, before: readonly Item[] = []): Promise<void> {
    this.#request = new AbortController();
    const { signal: abort } = this.#request;
    const result = await this.#ask({ ...(q !== '' && { q }), ...(after !== undefined && { after }) }, abort);
    if (abort.aborted) return;
    if (!result.ok) {
      // The next attempt asks for the same page.
      this.state.value = { status: 'failed', items: this.state.peek().items, failure: result.failure, next: after };
      return;
    }
    const { items, next } = result.data;
    if (q !== '' && items.length === 0 && after === undefined) this.#unknown = q;
    const found = after === undefined ? items : [...before, ...items];
    this.state.value = { status: 'ready', items: found, next: found.length < MOST ? next : undefined };
  }
}
