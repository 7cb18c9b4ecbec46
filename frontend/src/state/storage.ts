/** localStorage, or memory where the browser refuses it: then nothing survives a reload, but all else works. */
export interface KeyValue {
  keys(): string[];
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

/** Removes what the browser keeps of one person: drafts, and messages that were not sent. */
export function forget(storage: KeyValue, sub: string): void {
  for (const key of storage.keys()) if (key.startsWith('chat:') && key.includes(sub)) storage.remove(key);
}

export function browserStorage(): KeyValue {
  const memory = new Map<string, string>();
  const store = openLocalStorage();
  return {
    keys: () => [...new Set([...(store ? Object.keys(store) : []), ...memory.keys()])],
    get: (key) => memory.get(key) ?? store?.getItem(key) ?? null,
    set(key, value) {
      memory.delete(key);
      try {
        if (!store) throw new Error('No storage');
        store.setItem(key, value);
      } catch {
        memory.set(key, value); // the storage is full or forbidden
      }
    },
    remove(key) {
      memory.delete(key);
      store?.removeItem(key);
    },
  };
}

function openLocalStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
