import { signal } from '@preact/signals-core';
import { createApi, deadline, type Api } from '../api/client.ts';
import { attempt } from '../api/result.ts';
import type { KeyValue } from '../state/storage.ts';

const KEY = 'chat:name';
/** The server's name of a chat that nobody has named. */
const UNNAMED = 'Chat';
/** A page that stays open asks again when it is looked at, at most this often. */
const FRESH_MS = 10 * 60_000;

/** What anybody may know about this chat. Its name is kept in this browser, so that the next visit shows it at once. */
export class AboutStore {
  /** undefined if nobody has named the chat, or while it is not known. */
  readonly name = signal<string | undefined>(undefined);
  readonly #api: Api;
  readonly #storage: KeyValue;
  #loadedAt = -Infinity;

  constructor(storage: KeyValue, api: Api = createApi((request) => fetch(request))) {
    this.#api = api;
    this.#storage = storage;
    this.name.value = storage.get(KEY) ?? undefined;
  }

  /** Loads it now, and again when the page is looked at or the network is back. */
  start(): void {
    void this.load();
    window.addEventListener('online', () => void this.load());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && performance.now() - this.#loadedAt >= FRESH_MS) void this.load();
    });
  }

  /** Until the first success, the name of the visit before is shown. */
  async load(): Promise<void> {
    const result = await attempt(this.#api.GET('/about', { signal: deadline() }));
    if (!result.ok) return;
    this.take(result.data.name);
  }

  /** Called with the name that the user has just given the chat: another replica may know the one before for a while. */
  take(name: string): void {
    this.#loadedAt = performance.now();
    if (name === UNNAMED) this.#storage.remove(KEY);
    else this.#storage.set(KEY, name);
    this.name.value = name === UNNAMED ? undefined : name;
  }
}
