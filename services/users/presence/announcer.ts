import { randomUUID } from 'node:crypto';
import type { Person, Store } from '../store.ts';
import { coalesced } from './coalesced.ts';
import type { PresenceTiming } from './timing.ts';

const BATCH = 2_000;
const CLEAN_EVERY_MS = 60_000;
/** Longer than the maximum age of a replica's cursor. */
const LEFT_MS = 10 * 60_000;
/** A guest's session ends 30 days after it was last used. */
const GUESTS_MS = 31 * 24 * 60 * 60_000;

/** Removes one stream; immediately, without the grace period for a reload, if its reader has logged out. */
export type LetGo = (forGood?: boolean) => void;

interface Held {
  person: Person;
  streams: number;
  /** The end of the grace period, in which they stay online and a page of theirs may come back. */
  graceUntil: number;
}

/**
 * Writes to the database who holds streams at this replica, renews the replica's lease, and removes what expired.
 *
 * A write always holds the current state, so a failed write is simply repeated, and people who come
 * and go at the same time share one write.
 */
export class Announcer {
  readonly #store: Store;
  readonly #timing: PresenceTiming;
  readonly #lease = randomUUID();
  readonly #held = new Map<string, Held>();
  /** People whose rows may differ from `#held`. */
  readonly #dirty = new Set<string>();
  readonly #write = coalesced(() => this.#writeDirty());
  #renewedAt: number | undefined;
  #outOfTouchAt = -Infinity;
  #cleanedAt = Date.now();

  constructor(store: Store, timing: PresenceTiming) {
    this.#store = store;
    this.#timing = timing;
  }

  /**
   * A person holds one more stream. Resolves when the database knows.
   * @returns to be called when the stream is closed
   */
  async hold(person: Person): Promise<LetGo> {
    const { sub } = person;
    const { streams = 0, graceUntil = 0 } = this.#held.get(sub) ?? {};
    this.#held.set(sub, { person, streams: streams + 1, graceUntil });
    this.#dirty.add(sub);
    const letGo = (forGood = false) => {
      const held = this.#held.get(sub);
      if (!held) return;
      held.streams--;
      if (!forGood) held.graceUntil = Date.now() + this.#timing.grace;
      if (held.streams > 0) return;
      this.#dirty.add(sub);
      // If it fails the next tick writes it.
      this.#write().catch(() => undefined);
    };
    try {
      await this.#write();
    } catch (error) {
      letGo();
      throw error;
    }
    return letGo;
  }

  /** The rows may be lost: all are written again. */
  async holdAllAgain(): Promise<void> {
    for (const sub of this.#held.keys()) this.#dirty.add(sub);
    await this.#write();
  }

  /**
   * The database is or was unreachable and knows nothing of the time since: neither of the other replicas nor of
   * those who poll. They get the duration of a lease to renew theirs, before this replica removes what expired.
   */
  loseTouch(): void {
    this.#outOfTouchAt = Date.now();
    this.#renewedAt = undefined;
  }

  /** The periodic work of a replica. */
  async tick(): Promise<void> {
    await this.#write();
    try {
      if (Date.now() - this.#outOfTouchAt >= this.#timing.lease) await this.#store.sweep(this.#timing.lease);
      if (Date.now() - this.#cleanedAt < CLEAN_EVERY_MS) return;
      this.#cleanedAt = Date.now();
      await this.#store.clean(LEFT_MS, GUESTS_MS);
    } catch (error) {
      this.loseTouch();
      throw error;
    }
  }

  /**
   * The last write. The lease stays until it has expired: people whose browser comes back at another replica within the
   * grace period never go offline, the others are offline after it.
   */
  async stop(): Promise<void> {
    await this.#write();
  }

  async #writeDirty(): Promise<void> {
    try {
      await this.#renewLease();
      while (this.#dirty.size > 0) await this.#writeBatch([...this.#dirty].slice(0, BATCH));
    } catch (error) {
      this.loseTouch();
      throw error;
    }
  }

  async #renewLease(): Promise<void> {
    const now = Date.now();
    if (this.#renewedAt !== undefined) {
      const age = now - this.#renewedAt;
      if (age < this.#timing.renew) return;
      // The machine slept, or the process was not scheduled.
      if (age > this.#timing.lease / 2) this.loseTouch();
    }
    const wasGone = await this.#store.renewLease(this.#lease);
    // The others could not renew earlier, however long this process was not scheduled since it lost contact.
    if (this.#renewedAt === undefined && this.#outOfTouchAt !== -Infinity) this.#outOfTouchAt = Date.now();
    this.#renewedAt = now;
    if (wasGone) for (const sub of this.#held.keys()) this.#dirty.add(sub);
  }

  async #writeBatch(subs: string[]): Promise<void> {
    for (const sub of subs) this.#dirty.delete(sub);
    const held = subs.flatMap((sub) => this.#held.get(sub) ?? []);
    const here = held.filter(({ streams }) => streams > 0).map(({ person }) => person);
    const now = Date.now();
    const gone = held.filter(({ streams }) => streams === 0);
    const forNow = gone.filter(({ graceUntil }) => graceUntil > now).map(({ person }) => person.sub);
    const forGood = gone.filter(({ graceUntil }) => graceUntil <= now).map(({ person }) => person.sub);
    try {
      if (here.length > 0) await this.#store.hold(this.#lease, here);
      if (forNow.length > 0) await this.#store.letGo(this.#lease, forNow, this.#timing.grace);
      if (forGood.length > 0) await this.#store.letGo(this.#lease, forGood, 0);
    } catch (error) {
      for (const sub of subs) this.#dirty.add(sub);
      throw error;
    }
    for (const sub of [...forNow, ...forGood]) if (this.#held.get(sub)?.streams === 0) this.#held.delete(sub);
  }
}
