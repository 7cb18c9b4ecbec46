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
  /** It was written in an earlier session of the same name, which may have sent it already. */
  adopted?: boolean;
}

/** An item as it is stored, with the name of who wrote it. Items of earlier versions have none. */
type Stored = Item & { name?: string };

const PREFIX = 'chat:outbox:';

/**
 * Where one person's messages wait, shared by all tabs and kept over a reload. Each message has a key of its own, so
 * that two tabs writing at once do not overwrite each other's. Nothing expires: a clock that was wrong when a message
 * was typed must not delete it.
 */
export class Box {
  readonly #prefix: string;
  readonly #name: string;
  readonly #storage: KeyValue;

  constructor({ sub, username }: { sub: string; username: string }, storage: KeyValue) {
    this.#prefix = `${PREFIX}${sub}:`;
    this.#name = username;
    this.#storage = storage;
    for (const [, item] of this.#entries(true)) if (item.name === undefined) this.put(item);
  }

  /** Whether a change under this key may change what is here: all of it, if there is no key. */
  isConcernedBy(key: string | null): boolean {
    return key === null || key.startsWith(PREFIX);
  }

  items(): Item[] {
    return this.#entries(true).map(([, item]) => item);
  }

  put(item: Item): void {
    const stored: Stored = { ...item, name: this.#name };
    this.#storage.set(this.#prefix + item.id, JSON.stringify(stored));
  }

  remove(id: string): void {
    this.#storage.remove(this.#prefix + id);
  }

  /** Whether other tabs see the message, and a reload finds it again. */
  lasts(id: string): boolean {
    return this.#storage.lasts(this.#prefix + id);
  }

  /** What earlier sessions under the same name wrote in this browser and could not send. */
  leftovers(): Item[] {
    return this.#leftovers().map(([, item]) => item);
  }

  /** Hands the leftovers over, each of which is removed as soon as it is in its new place. */
  moveLeftovers(toNewPlace: (item: Item) => void): void {
    for (const [key, item] of this.#leftovers()) {
      toNewPlace(item);
      this.#storage.remove(key);
    }
  }

  #leftovers(): [key: string, item: Stored][] {
    return this.#entries(false).filter(([, { name }]) => name !== undefined && fold(name) === fold(this.#name));
  }

  /** In order: the person's own items, or everybody else's. */
  #entries(own: boolean): [key: string, item: Stored][] {
    const keys = this.#storage.keys().filter((key) => key.startsWith(PREFIX) && key.startsWith(this.#prefix) === own);
    return keys
      .flatMap((key): [string, Stored][] => {
        const item = parse(this.#storage.get(key));
        return item ? [[key, item]] : [];
      })
      .sort(([, one], [, other]) => one.order - other.order || (one.id < other.id ? -1 : 1));
  }
}

/** "ADA" and "Ada" are the same person to the server. */
function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function parse(json: string | null): Stored | undefined {
  try {
    const item: unknown = JSON.parse(json ?? 'null');
    return isItem(item) ? item : undefined;
  } catch {
    return undefined;
  }
}

function isItem(item: unknown): item is Stored {
  const { id, text, order } = (item ?? {}) as Partial<Item>;
  return typeof id === 'string' && typeof text === 'string' && typeof order === 'number';
}
