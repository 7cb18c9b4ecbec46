import type { Listener } from '../../shared/database/listener.ts';
import { frame } from '../../shared/http/streaming/frame.ts';
import type { EventStream } from '../../shared/http/streaming/stream.ts';
import type { Logger } from '../../shared/logging/logger.ts';
import { coalesced } from '../coalesced.ts';
import { PREFERENCES_CHANGED, type Preferences, type PreferenceStore } from './store.ts';

interface Following {
  store: PreferenceStore;
  listener: Listener;
  logger: Logger;
}

const RETRY_MS = 1_000;

const toFrame = (preferences: Preferences) => frame('preferences', JSON.stringify(preferences));

/** The streams of this replica that carry their person's preferences. */
export class PreferenceStreams {
  readonly #store: PreferenceStore;
  readonly #logger: Logger;
  readonly #streams = new Map<string, Set<EventStream>>();
  /** People whose preferences changed since they were read. */
  readonly #changed = new Set<string>();
  /** One at a time, so that an older state never follows a newer one. */
  readonly #read = coalesced(() => this.#sendChanged());

  constructor({ store, listener, logger }: Following) {
    this.#store = store;
    this.#logger = logger;
    listener.on('notification', (channel, sub) => {
      if (channel === PREFERENCES_CHANGED) this.#refresh([sub]);
    });
    // Notifications may have been lost.
    listener.on('up', () => this.#refresh(this.#streams.keys()));
  }

  /** Adds a stream, which first receives the preferences as they are. */
  add(sub: string, stream: EventStream): void {
    const streams = this.#streams.get(sub) ?? new Set();
    this.#streams.set(sub, streams.add(stream));
    stream.onClose(() => {
      streams.delete(stream);
      if (streams.size === 0 && this.#streams.get(sub) === streams) this.#streams.delete(sub);
    });
    this.#refresh([sub]);
  }

  #refresh(subs: Iterable<string>): void {
    for (const sub of subs) this.#changed.add(sub);
    if (this.#changed.size === 0) return;
    this.#read().catch((err: unknown) => {
      this.#logger.warn({ err }, 'could not read preferences for streams; retrying');
      setTimeout(() => this.#refresh([]), RETRY_MS).unref();
    });
  }

  async #sendChanged(): Promise<void> {
    const subs = [...this.#changed].filter((sub) => this.#streams.has(sub));
    // From here on a change may be missing from what is read: it is noted again.
    this.#changed.clear();
    if (subs.length === 0) return;
    try {
      const found = await this.#store.findAll(subs);
      for (const sub of subs) {
        const preferences = toFrame(found.get(sub) ?? {});
        for (const stream of this.#streams.get(sub) ?? []) stream.write(preferences);
      }
    } catch (error) {
      for (const sub of subs) this.#changed.add(sub);
      throw error;
    }
  }
}
