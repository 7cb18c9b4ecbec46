import type * as Library from 'broadcast-channel';

/** Of the tabs of a browser that lead under one name, one does at a time; when it goes, another follows. */
export interface Leadership {
  /** The tab that leads says nothing any more: lead in its place. */
  takeOver(): void;
  stop(): void;
}

export function seekLeadership(name: string, onChange: (leading: boolean) => void): Leadership {
  // `navigator.locks` is missing in insecure contexts, whatever its type says.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return new ElectedLeadership(name, onChange);
  let leadership: Leadership = new LockedLeadership(locks, name, onChange, () => {
    // Where site data are blocked every request is rejected. The library too must see a browser without locks.
    Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
    leadership = new ElectedLeadership(name, onChange);
  });
  return { takeOver: () => leadership.takeOver(), stop: () => leadership.stop() };
}

/** Who holds the lock leads. The browser passes it on when a tab closes or crashes. */
class LockedLeadership implements Leadership {
  readonly #locks: LockManager;
  readonly #name: string;
  readonly #onChange: (leading: boolean) => void;
  readonly #onDenied: () => void;
  #stopped = false;
  #queue = new AbortController();
  #release: (() => void) | undefined;

  /** `onDenied` is told if the browser gives no locks. */
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
        // A request may throw while this is still constructed.
        if (!leftQueue && !this.#stopped) queueMicrotask(this.#onDenied);
        return;
      }
      // Another tab has taken the lock away.
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

/** Without locks the tabs elect one over a BroadcastChannel. A tab that does not answer is replaced without our help. */
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
    // The election runs every few seconds by itself, and whoever does not answer loses it.
  }

  stop(): void {
    this.#stopped = true;
    this.#resign?.();
  }

  async #stand(): Promise<void> {
    const library = await import('broadcast-channel').catch(() => undefined);
    if (this.#stopped) return;
    // The network went just now. Several tabs that lead cost connections; without one, nothing would be sent.
    if (!library) {
      this.#onChange(true);
      return;
    }
    const elector = elect(library, this.#name);
    // Without a BroadcastChannel no tab hears of another: each leads for itself.
    if (!elector) {
      this.#onChange(true);
      return;
    }
    this.#resign = () => {
      this.#resign = undefined;
      if (elector.isLeader) this.#onChange(false);
      void elector.broadcastChannel.close();
    };
    // A frozen tab that wakes up still believes that it leads: both step back and elect again.
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
