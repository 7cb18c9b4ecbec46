import { coalesced } from '../coalesced.ts';
import type { OnlineUsers, PresenceEvent } from './online-users.ts';
import type { PersonState, PresenceStore } from './store.ts';

const PAGE = 2_000;
/** The database keeps people who left for longer than this (see `LEFT_MS`), so that a cursor never misses one. */
const CURSOR_MS = 2 * 60_000;

/**
 * Keeps a replica's list of online users equal to the database, and sends changes to the streams.
 *
 * Every change of a person gives their row the next number, in commit order, so `seq > cursor` is exactly what changed:
 * with 10,000 people online a read costs one index probe and a few rows. A notification only hastens the read; if it
 * was lost the next tick finds the same rows. If the cursor itself may be wrong (after a time without notifications,
 * in which the database may even have been restored) everything is read again and compared.
 */
export class PresenceReplica {
  readonly #store: PresenceStore;
  readonly #users: OnlineUsers;
  readonly #send: (event: PresenceEvent) => void;
  readonly #gatherMs: number;
  readonly #readOnce = coalesced(() => this.#read());
  #cursor = 0;
  #readAt = 0;
  #cursorInvalid = true;
  #window: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param send sends an event to all streams */
  constructor(store: PresenceStore, users: OnlineUsers, send: (event: PresenceEvent) => void, gatherMs: number) {
    this.#store = store;
    this.#users = users;
    this.#send = send;
    this.#gatherMs = gatherMs;
  }

  /** Resolves when the list holds everything that was committed before the call. */
  async catchUp(): Promise<void> {
    await this.#readOnce();
    if (this.#users.changed) this.wake();
  }

  /** Something changed: it is read and sent when the window that gathers changes ends. */
  wake(): void {
    if (this.#stopped) return;
    this.#window ??= setTimeout(() => void this.#endWindow(), this.#gatherMs);
  }

  /** The cursor may be wrong. */
  invalidateCursor(): void {
    this.#cursorInvalid = true;
    this.wake();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#window);
  }

  async #endWindow(): Promise<void> {
    // From here on a notification may be about what this read does not see: it opens the next window.
    this.#window = undefined;
    // If the database is unreachable the next tick reads again; what is known already is sent.
    await this.#readOnce().catch(() => undefined);
    const event = this.#users.takeChange();
    if (event) this.#send(event);
  }

  async #read(): Promise<void> {
    const began = Date.now();
    const isFull = this.#cursorInvalid || began - this.#readAt > CURSOR_MS;
    this.#cursorInvalid = false;
    try {
      const states = await this.#newerThan(isFull ? 0 : this.#cursor);
      if (isFull) this.#users.replace(states);
      else this.#users.apply(states);
      this.#cursor = states.at(-1)?.seq ?? (isFull ? 0 : this.#cursor);
      this.#readAt = began;
    } catch (error) {
      this.#cursorInvalid ||= isFull;
      throw error;
    }
  }

  async #newerThan(cursor: number): Promise<PersonState[]> {
    const states: PersonState[] = [];
    for (;;) {
      const page = await this.#store.readPeople(states.at(-1)?.seq ?? cursor, PAGE);
      states.push(...page);
      if (page.length < PAGE) return states;
    }
  }
}
