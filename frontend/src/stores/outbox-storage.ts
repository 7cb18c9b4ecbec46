import type { KeyValue } from '../state/storage.ts';
import type { QueuedMessage } from './entry.ts';
import { GENERAL } from './general.ts';

/** As another tab shares it, or as it is stored: builds of the page that knew one room name none. */
export type RoomlessMessage = Omit<QueuedMessage, 'room'> & { room?: string };

/** An item as stored, with its author's name. Items of earlier versions have no name. */
type Stored = QueuedMessage & { name?: string };

const PREFIX = 'chat:outbox:';

/**
 * Storage of one user's queued messages, shared by all tabs and kept across reloads. Each message has its own key, so
 * that two tabs writing at once do not overwrite each other's. Nothing expires: a clock that was wrong when a message
 * was typed must not delete it.
 */
export class OutboxStorage {
  readonly #prefix: string;
  readonly #name: string;
  readonly #storage: KeyValue;

  constructor({ sub, username }: { sub: string; username: string }, storage: KeyValue) {
    this.#prefix = `${PREFIX}${sub}:`;
    this.#name = username;
    this.#storage = storage;
    for (const [, item] of this.#entries(true)) if (item.name === undefined) this.put(item);
  }

  /** Whether a storage event with this key concerns the outbox; an event without a key concerns everything. */
  isConcernedBy(key: string | null): boolean {
    return key === null || key.startsWith(PREFIX);
  }

  items(): QueuedMessage[] {
    return this.#entries(true).map(([, item]) => item);
  }

  put(item: RoomlessMessage): void {
    const stored: Stored = { room: GENERAL, ...item, name: this.#name };
    this.#storage.set(this.#prefix + item.id, JSON.stringify(stored));
  }

  remove(id: string): void {
    this.#storage.remove(this.#prefix + id);
  }

  /** Whether the message is persisted: visible to other tabs and kept across a reload. */
  persists(id: string): boolean {
    return this.#storage.persists(this.#prefix + id);
  }

  /** The messages that earlier sessions of the same name in this browser could not send. */
  leftovers(): QueuedMessage[] {
    return this.#leftovers().map(([, item]) => item);
  }

  /** Passes each leftover to `toNewPlace`, then removes it. */
  moveLeftovers(toNewPlace: (item: QueuedMessage) => void): void {
    for (const [key, item] of this.#leftovers()) {
      toNewPlace(item);
      this.#storage.remove(key);
    }
  }

  #leftovers(): [key: string, item: Stored][] {
    return this.#entries(false).filter(([, { name }]) => name !== undefined && fold(name) === fold(this.#name));
  }

  /** The user's own items, or those of all others, in order. */
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
    return isItem(item) ? { room: GENERAL, ...item } : undefined;
  } catch {
    return undefined;
  }
}

function isItem(item: unknown): item is RoomlessMessage & { name?: string } {
  const { id, text, order } = (item ?? {}) as Partial<QueuedMessage>;
  return typeof id === 'string' && typeof text === 'string' && typeof order === 'number';
}
