import type { KeyValue } from '../state/storage.ts';
import { GENERAL } from './general.ts';

/**
 * The maximum length of a draft in UTF-16 code units: much longer than a message, so that a long text can be pasted and
 * shortened, but short enough that typing stays fast.
 */
export const MAX_DRAFT = 20_000;

/** Truncates a text to the limit without splitting a character. */
export function fit(text: string, room = MAX_DRAFT): string {
  if (text.length <= room) return text;
  const splits = /[\ud800-\udbff]/.test(text.charAt(room - 1));
  return text.slice(0, splits ? room - 1 : room);
}

/** One user's unsent text in a room, kept across reloads and shared by all tabs of the browser. */
export class Draft {
  readonly #key: string;
  readonly #storage: KeyValue;

  constructor(sub: string, room: string, storage: KeyValue) {
    // Where builds of the page that knew one room kept it.
    this.#key = room === GENERAL ? `chat:draft:${sub}` : `chat:draft:${sub}:${room}`;
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
