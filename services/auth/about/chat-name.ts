import { isChatText } from '../../shared/text/text.ts';
import type { AboutStore } from './store.ts';

/** The contract's maximum, in characters. */
const MAX_LENGTH = 60;
/** How long a replica may not notice another's change. */
const CACHE_MS = 10_000;

/** The contract's `ChatName`, but for spaces at its ends. */
export function isNameOfChat(name: string): boolean {
  return isChatText(name) && !/[\t\n]/.test(name) && [...name].length <= MAX_LENGTH;
}

interface Cached {
  name: Promise<string>;
  until: number;
}

/** The chat's name. Cached, so that requests without a token cause no database query each. */
export class ChatNames {
  readonly #store: AboutStore;
  readonly #fallback: string;
  readonly #now: () => Date;
  #cached: Cached | undefined;

  /** @param fallback the name until an administrator sets one */
  constructor(store: AboutStore, fallback: string, now: () => Date) {
    this.#store = store;
    this.#fallback = fallback;
    this.#now = now;
  }

  /** Throws `unavailable` if it is not cached and the database is unreachable. */
  current(): Promise<string> {
    const now = this.#now().getTime();
    if (this.#cached && this.#cached.until > now) return this.#cached.name;
    const name = this.#store.name().then((stored) => stored ?? this.#fallback);
    const cached = { name, until: now + CACHE_MS };
    this.#cached = cached;
    // A failure is not cached. Requests that wait for it get it too.
    name.catch(() => {
      if (this.#cached === cached) this.#cached = undefined;
    });
    return name;
  }

  /** Called after a change, so that this replica shows it at once. */
  forget(): void {
    this.#cached = undefined;
  }
}
