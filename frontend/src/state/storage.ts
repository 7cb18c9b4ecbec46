/** localStorage, or memory if the browser refuses it: then nothing survives a reload, but everything else works. */
export interface KeyValue {
  keys(): string[];
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Whether the value is persisted and visible to other tabs. */
  persists(key: string): boolean;
}

/** Whether all values are persisted: false if the browser refuses to store anything, or has no space. */
export function isPersistent(storage: KeyValue): boolean {
  return ['', ...storage.keys()].every((key) => storage.persists(key));
}

/** Removes one user's data: drafts, unsent messages and the names of others. */
export function removeUserData(storage: KeyValue, sub: string): void {
  for (const key of storage.keys()) if (key.startsWith('chat:') && key.includes(sub)) storage.remove(key);
}

/** A browser may refuse the store itself, any single call, or a value that is too large: none of it throws here. */
export function browserStorage(open = (): Storage | null => window.localStorage): KeyValue {
  const memory = new Map<string, string>();
  const store = orElse(open, null);

  const write = (key: string, value: string): void => {
    try {
      if (!store) throw new Error('No storage');
      store.setItem(key, value);
      memory.delete(key);
    } catch {
      memory.set(key, value); // the storage is full or forbidden
    }
  };
  return {
    keys: () => [...new Set([...orElse(() => Object.keys(store ?? {}), []), ...memory.keys()])],
    get: (key) => memory.get(key) ?? orElse(() => store?.getItem(key), null) ?? null,
    set: write,
    remove(key) {
      memory.delete(key);
      orElse(() => store?.removeItem(key), undefined);
      // There may be space now for values kept in memory.
      if (store) for (const [waiting, value] of memory) write(waiting, value);
    },
    persists: (key) => store !== null && !memory.has(key),
  };
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
