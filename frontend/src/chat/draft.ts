import type { KeyValue } from '../state/storage.ts';

/**
 * The longest draft, in UTF-16 units: far more than a message may have, so that something long can be pasted and cut
 * down, and so little that every key is answered at once.
 */
export const MAX_DRAFT = 20_000;

/** What of a text a draft has room for; no character is cut in half. */
export function fit(text: string, room = MAX_DRAFT): string {
  if (text.length <= room) return text;
  const splits = /[\ud800-\udbff]/.test(text.charAt(room - 1));
  return text.slice(0, splits ? room - 1 : room);
}

/** One user's unsent text, kept across reloads and shared by all tabs of the browser. */
export class Draft {
  readonly #key: string;
  readonly #storage: KeyValue;

  constructor(sub: string, storage: KeyValue) {
    this.#key = `chat:draft:${sub}`;
    this.#storage = storage;
  }

  get text(): string {
    return this.#storage.get(this.#key) ?? '';
  }

  set text(text: string) {
    if (text === '') this.#storage.remove(this.#key);
    else this.#storage.set(this.#key, text);
  }

  /** Whether a storage event concerns the draft. */
  owns(key: string | null): boolean {
    return key === null || key === this.#key;
  }
}
