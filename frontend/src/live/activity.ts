import { deadline, type Api } from '../api/client.ts';
import { attempt } from '../api/result.ts';
import type { KeyValue } from '../state/storage.ts';

/** What only a person does. A page that scrolls by itself, or a tab that opens, is nobody's activity. */
const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
/** The server wants at most two reports a minute, and has a person away after ten. */
const INTERVAL_MS = 60_000;

interface Options {
  api: Api;
  storage: KeyValue;
  sub: string;
  /** The time in milliseconds: of the wall clock, which the tabs share. */
  now?: () => number;
}

/** Reports that the user is active, at most once a minute however many tabs: they keep the time of the last report. */
export class Activity {
  readonly #api: Api;
  readonly #storage: KeyValue;
  readonly #key: string;
  readonly #now: () => number;
  /** Of this tab, so that the storage is not read at every move of the pointer. */
  #notedAt = -Infinity;

  constructor({ api, storage, sub, now = Date.now }: Options) {
    this.#api = api;
    this.#storage = storage;
    this.#key = `chat:active:${sub}`;
    this.#now = now;
  }

  start(signal: AbortSignal): void {
    for (const type of INPUTS)
      window.addEventListener(type, () => void this.note(), { capture: true, passive: true, signal });
  }

  /** Called at every input. */
  async note(): Promise<void> {
    const now = this.#now();
    if (isRecent(this.#notedAt, now)) return;
    this.#notedAt = now;
    if (isRecent(Number(this.#storage.get(this.#key) ?? -Infinity), now)) return;
    this.#storage.set(this.#key, String(now));
    const { ok } = await attempt(this.#api.POST('/users/me/activity', { signal: deadline() }));
    if (!ok) this.#storage.remove(this.#key);
  }
}

/** A clock that was set back makes no report recent. */
function isRecent(time: number, now: number): boolean {
  return Math.abs(now - time) < INTERVAL_MS;
}
