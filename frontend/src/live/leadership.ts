import type * as Library from 'broadcast-channel';

/** Leader election between the tabs of a browser: one tab leads under a name, and another follows when it closes. */
export interface Leadership {
  /** Takes the lead from a leader that no longer responds. */
  takeOver(): void;
  stop(): void;
}

export function seekLeadership(name: string, onChange: (leading: boolean) => void): Leadership {
  // Despite its type, `navigator.locks` is missing in insecure contexts.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return new ElectedLeadership(name, onChange);
  let leadership: Leadership = new LockedLeadership(locks, name, onChange, () => {
    // If site data is blocked, every request is rejected. The library must not try the locks either.
    Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
    leadership = new ElectedLeadership(name, onChange);
  });
  return { takeOver: () => leadership.takeOver(), stop: () => leadership.stop() };
}

/** The tab that holds the Web Lock leads. The browser grants it to the next tab when one closes or crashes. */
class LockedLeadership implements Leadership {
  readonly #locks: LockManager;
  readonly #name: string;
  readonly #onChange: (leading: boolean) => void;
  readonly #onDenied: () => void;
  #stopped = false;
  #queue = new AbortController();
  #release: (() => void) | undefined;

  /** `onDenied` is called if the browser refuses locks. */
  constructor(locks: LockManager, name: string, onChange: (leading: boolean) => void, onDenied: () => void) {
    this.#locks = locks;
    this.#name = name;
    this.#onChange = onChange;
    this.#onDenied = onDenied;
    void this.#request({ signal: this.#queue.signal });
  }

  takeOver(): void {
    if (this.#release || this.#stopped) return;
    this.#queue.abort();
    void this.#request({ steal: true });
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.abort();
    this.#release?.();
  }

  async #request(options: LockOptions): Promise<void> {
    try {
      if (!(await this.#locks.request(this.#name, options, () => this.#hold()))) return;
    } catch (error) {
      if (this.#release === undefined) {
        const leftQueue = error instanceof DOMException && error.name === 'AbortError';
        // The request may throw synchronously, inside the constructor.
        if (!leftQueue && !this.#stopped) queueMicrotask(this.#onDenied);
        return;
      }
      // Another tab has stolen the lock.
    }
    this.#release = undefined;
    this.#onChange(false);
    if (this.#stopped) return;
    this.#queue = new AbortController();
    void this.#request({ signal: this.#queue.signal });
  }

  async #hold(): Promise<boolean> {
    if (this.#stopped) return false;
    const released = new Promise<void>((resolve) => (this.#release = resolve));
    this.#onChange(true);
    await released;
    return true;
  }
}

/**
 * Without locks, the tabs elect a leader over a BroadcastChannel. The library replaces a leader that does not answer.
 */
class ElectedLeadership implements Leadership {
  readonly #name: string;
  readonly #onChange: (leading: boolean) => void;
  #stopped = false;
  #resign: (() => void) | undefined;

  constructor(name: string, onChange: (leading: boolean) => void) {
    this.#name = name;
    this.#onChange = onChange;
    void this.#stand();
  }

  takeOver(): void {
    // The library repeats the election every few seconds, and a tab that does not answer loses it.
  }

  stop(): void {
    this.#stopped = true;
    this.#resign?.();
  }

  async #stand(): Promise<void> {
    const library = await import('broadcast-channel').catch(() => undefined);
    if (this.#stopped) return;
    // The library could not be loaded. Several leaders cost connections; without one, nothing would be sent.
    if (!library) {
      this.#onChange(true);
      return;
    }
    const elector = elect(library, this.#name);
    // Without BroadcastChannel the tabs cannot communicate: each leads itself.
    if (!elector) {
      this.#onChange(true);
      return;
    }
    this.#resign = () => {
      this.#resign = undefined;
      if (elector.isLeader) this.#onChange(false);
      void elector.broadcastChannel.close();
    };
    // A tab that was frozen still considers itself the leader: both resign and elect again.
    elector.onduplicate = () => {
      this.#resign?.();
      if (!this.#stopped) void this.#stand();
    };
    await elector.awaitLeadership();
    this.#onChange(true);
  }
}

function elect(
  { BroadcastChannel, createLeaderElection }: typeof Library,
  name: string,
): Library.LeaderElector | undefined {
  try {
    const channel = new BroadcastChannel(name, { type: 'native', webWorkerSupport: false });
    return createLeaderElection(channel, { fallbackInterval: 3_000 });
  } catch {
    return undefined;
  }
}
