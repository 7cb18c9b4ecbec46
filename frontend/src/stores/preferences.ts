import { computed, signal } from '@preact/signals-core';
import { deadline, type Api } from '../api/client.ts';
import { attempt, type Result } from '../api/result.ts';
import type { Preferences } from '../api/types.ts';
import type { KeyValue } from '../state/storage.ts';

/** The settings that follow the user to all devices. A change shows at once, and is taken back if it cannot be stored. */
export class PreferenceStore {
  readonly #stored = signal<Preferences>({});
  /** What was changed here and is not stored yet, in order. */
  readonly #pending = signal<readonly Preferences[]>([]);
  readonly #api: Api;
  readonly #storage: KeyValue;
  readonly #key: string;
  /** One request at a time: otherwise an earlier change might be stored last. */
  #queue: Promise<unknown> = Promise.resolve();

  readonly value = computed((): Preferences =>
    this.#pending.value.reduce((before, changes) => ({ ...before, ...changes }), this.#stored.value),
  );

  /** Until they are known, those of the last visit in this browser are shown. */
  constructor(sub: string, api: Api, storage: KeyValue) {
    this.#api = api;
    this.#storage = storage;
    this.#key = `chat:preferences:${sub}`;
    this.#stored.value = parse(storage.get(this.#key));
  }

  /** The preferences as the server has them. */
  receive(preferences: Preferences): void {
    const text = JSON.stringify(preferences);
    if (text === JSON.stringify(this.#stored.peek())) return;
    this.#stored.value = preferences;
    this.#storage.set(this.#key, text);
  }

  /** A server of the release before has none. */
  async load(): Promise<void> {
    const result = await attempt(this.#api.GET('/users/me/preferences', { signal: deadline() }));
    if (result.ok) this.receive(result.data);
  }

  /** Replaces these fields, and keeps the others. */
  change(changes: Preferences): Promise<Result<Preferences>> {
    this.#pending.value = [...this.#pending.peek(), changes];
    const stored = this.#queue.then(() => this.#store(changes));
    this.#queue = stored;
    return stored;
  }

  async #store(changes: Preferences): Promise<Result<Preferences>> {
    const result = await attempt(this.#api.PATCH('/users/me/preferences', { body: changes, signal: deadline() }));
    if (result.ok) this.receive(result.data);
    this.#pending.value = this.#pending.peek().filter((each) => each !== changes);
    return result;
  }
}

function parse(text: string | null): Preferences {
  try {
    return JSON.parse(text ?? '{}') as Preferences;
  } catch {
    return {};
  }
}
