import { randomUUID } from 'node:crypto';
import type { Person } from '../person.ts';
import { coalesced } from '../coalesced.ts';
import type { PresenceStore } from './store.ts';
import type { PresenceTiming } from './timing.ts';

const BATCH = 2_000;
const CLEAN_EVERY_MS = 60_000;
/** Longer than the maximum age of a replica's cursor. */
const LEFT_MS = 10 * 60_000;

/** Removes one stream; immediately, without the grace period for a reload, if its reader has logged out. */
export type RemoveStream = (options?: { immediately?: boolean }) => void;

interface Connected {
  person: Person;
  streams: number;
  /** The end of the grace period, in which they stay online and a page of theirs may come back. */
  graceUntil: number;
}

/**
 * Who has streams at this replica: writes that to the database, sends the replica's heartbeat, and removes what expired.
 *
 * A write always holds the current state, so a failed write is simply repeated, and people who come
 * and go at the same time share one write.
 */
export class LocalPresence {
  readonly #store: PresenceStore;
  readonly #timing: PresenceTiming;
  readonly #replica = randomUUID();
  readonly #connected = new Map<string, Connected>();
  /** People whose rows may differ from `#connected`. */
  readonly #dirty = new Set<string>();
  readonly #write = coalesced(() => this.#writeDirty());
  #heartbeatAt: number | undefined;
  #contactLostAt = -Infinity;
  #cleanedAt = Date.now();

  constructor(store: PresenceStore, timing: PresenceTiming) {
    this.#store = store;
    this.#timing = timing;
  }

  /**
   * Adds a stream of a person. Resolves when the database knows.
   * @returns to be called when the stream is closed
   */
  async addStream(person: Person): Promise<RemoveStream> {
    const { sub } = person;
    const { streams = 0, graceUntil = 0 } = this.#connected.get(sub) ?? {};
    this.#connected.set(sub, { person, streams: streams + 1, graceUntil });
    this.#dirty.add(sub);
    const removeStream: RemoveStream = ({ immediately = false } = {}) => {
      const connected = this.#connected.get(sub);
      if (!connected) return;
      connected.streams--;
      if (!immediately) connected.graceUntil = Date.now() + this.#timing.grace;
      if (connected.streams > 0) return;
      this.#dirty.add(sub);
      // If it fails the next tick writes it.
      this.#write().catch(() => undefined);
    };
    try {
      await this.#write();
    } catch (error) {
      removeStream();
      throw error;
    }
    return removeStream;
  }

  /** The rows may be lost: all are written again. */
  async writeAllAgain(): Promise<void> {
    for (const sub of this.#connected.keys()) this.#dirty.add(sub);
    await this.#write();
  }

  /**
   * The database is or was unreachable and knows nothing of the time since: neither of the other replicas nor of
   * those who poll. They get the timeout of a replica to renew theirs, before this replica removes what expired.
   */
  loseContact(): void {
    this.#contactLostAt = Date.now();
    this.#heartbeatAt = undefined;
  }

  /** The periodic work of a replica. */
  async tick(): Promise<void> {
    await this.#write();
    try {
      if (Date.now() - this.#contactLostAt >= this.#timing.replicaTimeout)
        await this.#store.removeExpiredConnections(this.#timing.replicaTimeout);
      await this.#store.markAway(this.#timing.idle);
      if (Date.now() - this.#cleanedAt < CLEAN_EVERY_MS) return;
      this.#cleanedAt = Date.now();
      await this.#store.deleteOffline(LEFT_MS);
    } catch (error) {
      this.loseContact();
      throw error;
    }
  }

  /**
   * The last write. The heartbeat's row stays until it has expired: people whose browser comes back at another replica within the
   * grace period never go offline, the others are offline after it.
   */
  async stop(): Promise<void> {
    await this.#write();
  }

  async #writeDirty(): Promise<void> {
    try {
      await this.#sendHeartbeat();
      while (this.#dirty.size > 0) await this.#writeBatch([...this.#dirty].slice(0, BATCH));
    } catch (error) {
      this.loseContact();
      throw error;
    }
  }

  async #sendHeartbeat(): Promise<void> {
    const now = Date.now();
    if (this.#heartbeatAt !== undefined) {
      const age = now - this.#heartbeatAt;
      if (age < this.#timing.heartbeat) return;
      // The machine slept, or the process was not scheduled.
      if (age > this.#timing.replicaTimeout / 2) this.loseContact();
    }
    const wasUnknown = await this.#store.sendHeartbeat(this.#replica);
    // The others could not renew earlier, however long this process was not scheduled since it lost contact.
    if (this.#heartbeatAt === undefined && this.#contactLostAt !== -Infinity) this.#contactLostAt = Date.now();
    this.#heartbeatAt = now;
    if (wasUnknown) for (const sub of this.#connected.keys()) this.#dirty.add(sub);
  }

  async #writeBatch(subs: string[]): Promise<void> {
    for (const sub of subs) this.#dirty.delete(sub);
    const known = subs.flatMap((sub) => this.#connected.get(sub) ?? []);
    const here = known.filter(({ streams }) => streams > 0).map(({ person }) => person);
    const now = Date.now();
    const gone = known.filter(({ streams }) => streams === 0);
    const graceful = gone.filter(({ graceUntil }) => graceUntil > now).map(({ person }) => person.sub);
    const immediate = gone.filter(({ graceUntil }) => graceUntil <= now).map(({ person }) => person.sub);
    try {
      if (here.length > 0) await this.#store.connectStreams(this.#replica, here);
      if (graceful.length > 0) await this.#store.disconnectStreams(this.#replica, graceful, this.#timing.grace);
      if (immediate.length > 0) await this.#store.disconnectStreams(this.#replica, immediate, 0);
    } catch (error) {
      for (const sub of subs) this.#dirty.add(sub);
      throw error;
    }
    for (const sub of [...graceful, ...immediate])
      if (this.#connected.get(sub)?.streams === 0) this.#connected.delete(sub);
  }
}
