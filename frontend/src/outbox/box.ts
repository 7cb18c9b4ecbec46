import type { Failure } from '../api/result.ts';
import type { KeyValue } from '../state/storage.ts';

/** A message on its way. It keeps its id for ever, so that sending it twice is sending it once. */
export interface Item {
  id: string;
  text: string;
  /** When it was typed, in milliseconds since 1970; no two of a person are equal. It is the order of sending. */
  order: number;
  /** Why the server refused it for good: the person decides what becomes of it. */
  failure?: Failure['kind'];
}

const PREFIX = 'chat:outbox:';
/** A person who stayed away longer cannot come back: sessions end after 30 days. */
const LONGEST = 30 * 24 * 60 * 60_000;

/**
 * Where one person's messages wait, shared by all tabs and kept over a reload. Each message has a key of its own, so
 * that two tabs writing at once do not overwrite each other's.
 */
export class Box {
  readonly #prefix: string;
  readonly #storage: KeyValue;

  constructor(sub: string, storage: KeyValue) {
    this.#prefix = `${PREFIX}${sub}:`;
    this.#storage = storage;
  }

  owns(key: string | null): boolean {
    return key === null || key.startsWith(this.#prefix);
  }

  items(): Item[] {
    const keys = this.#storage.keys().filter((key) => key.startsWith(this.#prefix));
    return keys
      .flatMap((key) => parse(this.#storage.get(key)) ?? [])
      .sort((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
  }

  put(item: Item): void {
    this.#storage.set(this.#prefix + item.id, JSON.stringify(item));
  }

  remove(id: string): void {
    this.#storage.remove(this.#prefix + id);
  }
}

/** Removes what nobody can send any more. */
export function sweep(storage: KeyValue, now: number): void {
  for (const key of storage.keys()) {
    if (key.startsWith(PREFIX) && now - (parse(storage.get(key))?.order ?? 0) > LONGEST) storage.remove(key);
  }
}

function parse(json: string | null): Item | undefined {
  try {
    const item: unknown = JSON.parse(json ?? 'null');
    return isItem(item) ? item : undefined;
  } catch {
    return undefined;
  }
}

function isItem(item: unknown): item is Item {
  const { id, text, order } = (item ?? {}) as Partial<Item>;
  return typeof id === 'string' && typeof text === 'string' && typeof order === 'number';
}
