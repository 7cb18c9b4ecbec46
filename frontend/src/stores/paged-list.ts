import { signal } from '@preact/signals-core';
import type { Failure, Result } from '../api/result.ts';

export interface PagedState<Item> {
  status: 'loading' | 'ready';
  items: readonly Item[];
  /** Where the next page starts, if there is one. */
  next: string | undefined;
  /** Why the last request failed. */
  failure: Failure | undefined;
}

interface Page<Item> {
  items: readonly Item[];
  next?: string | undefined;
}

/** A list of the server, page by page. */
export class PagedList<Item> {
  readonly state = signal<PagedState<Item>>({ status: 'loading', items: [], next: undefined, failure: undefined });
  readonly #request: (after?: string) => Promise<Result<Page<Item>>>;
  /** Answers to earlier requests are ignored. */
  #round = 0;

  constructor(request: (after?: string) => Promise<Result<Page<Item>>>) {
    this.#request = request;
  }

  /** Loads the first page; what is shown stays until it is there. */
  restart(): Promise<void> {
    return this.#load([], undefined);
  }

  /** Loads the next page, or the first one again if it failed. */
  loadMore(): Promise<void> {
    const { items, next } = this.state.peek();
    return this.#load(next === undefined ? [] : items, next);
  }

  /** Changes what is shown: an item that `change` returns nothing for is gone. */
  update(change: (item: Item) => Item | undefined): void {
    const items = this.state.peek().items.flatMap((item) => change(item) ?? []);
    this.#set({ items });
  }

  async #load(before: readonly Item[], after: string | undefined): Promise<void> {
    const round = (this.#round += 1);
    this.#set({ status: 'loading', failure: undefined });
    const result = await this.#request(after);
    if (round !== this.#round) return;
    if (!result.ok) this.#set({ status: 'ready', failure: result.failure });
    else this.#set({ status: 'ready', items: [...before, ...result.data.items], next: result.data.next });
  }

  #set(changes: Partial<PagedState<Item>>): void {
    this.state.value = { ...this.state.peek(), ...changes };
  }
}
