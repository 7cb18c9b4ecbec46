import { signal } from '@preact/signals-core';
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

/** A room's unsent text, kept across reloads and shared by all tabs of the browser. */
export interface Draft {
  text: string;
  /** Whether a storage event concerns the draft. */
  owns(key: string | null): boolean;
}

/** One user's drafts. */
export class Drafts {
  /** The rooms that have one. No texts: they change with every key. */
  readonly rooms = signal<ReadonlySet<string>>(new Set());
  readonly #prefix: string;
  readonly #storage: KeyValue;

  constructor(sub: string, storage: KeyValue) {
    this.#prefix = `chat:draft:${sub}`;
    this.#storage = storage;
    this.#readRooms();
  }

  of(room: string): Draft {
    const key = this.#keyOf(room);
    const read = () => this.#storage.get(key) ?? '';
    const write = (text: string) => {
      if (text === '') this.#storage.remove(key);
      else this.#storage.set(key, text);
      this.#note(room, text !== '');
    };
    return {
      get text() {
        return read();
      },
      set text(text) {
        write(text);
      },
      owns: (changed) => changed === null || changed === key,
    };
  }

  /** Another tab changed the storage. */
  follow(key: string | null): void {
    const room = key === null ? undefined : this.#roomOf(key);
    if (room !== undefined) this.#note(room, this.of(room).text !== '');
    else if (key === null) this.#readRooms();
  }

  #note(room: string, hasDraft: boolean): void {
    const before = this.rooms.peek();
    if (before.has(room) === hasDraft) return;
    const rooms = new Set(before);
    if (hasDraft) rooms.add(room);
    else rooms.delete(room);
    this.rooms.value = rooms;
  }

  #readRooms(): void {
    const rooms = this.#storage.keys().map((key) => this.#roomOf(key));
    this.rooms.value = new Set(rooms.filter((room) => room !== undefined));
  }

  #keyOf(room: string): string {
    // Where builds of the page that knew one room kept it.
    return room === GENERAL ? this.#prefix : `${this.#prefix}:${room}`;
  }

  #roomOf(key: string): string | undefined {
    if (key === this.#prefix) return GENERAL;
    return key.startsWith(`${this.#prefix}:`) ? key.slice(this.#prefix.length + 1) : undefined;
  }
}
