import type { Caller } from '../identity/caller.ts';
import { Problem } from '../problem.ts';
import { HEARTBEAT, retryHint } from './frame.ts';
import { Place } from './place.ts';

export interface StreamLimits {
  /** Streams that this replica holds at the most. */
  maxStreams: number;
  /** Streams that one person may hold on this replica. */
  maxStreamsPerUser: number;
}

const HEARTBEAT_MS = 15_000;
const EXPIRY_CHECK_MS = 1_000;
/** Streams that a stopping replica drops come back spread over this time. */
const RETURN_SPREAD_MS = 2_000;

/** Every stream of this replica and whose it is: caps, heartbeats, and closing when a token or session ends. */
export class StreamRegistry {
  readonly #limits: StreamLimits;
  readonly #places = new Set<Place>();
  readonly #perUser = new Map<string, number>();
  readonly #timers: NodeJS.Timeout[];
  #stopping = false;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
    this.#timers = [
      setInterval(() => this.broadcast(HEARTBEAT), HEARTBEAT_MS),
      setInterval(() => this.#closeExpired(), EXPIRY_CHECK_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  get size(): number {
    return this.#places.size;
  }

  /**
   * Takes a place for the caller's stream, to be opened or cancelled; throws `too-many-streams` where the caller or the
   * replica holds as many as it may. To be called before a handler waits for anything.
   */
  reserve(caller: Caller): Place {
    this.#assertRoom(caller);
    const { sub } = caller;
    const place = new Place(caller, () => {
      if (!this.#places.delete(place)) return;
      const left = (this.#perUser.get(sub) ?? 1) - 1;
      if (left === 0) this.#perUser.delete(sub);
      else this.#perUser.set(sub, left);
    });
    this.#places.add(place);
    this.#perUser.set(sub, (this.#perUser.get(sub) ?? 0) + 1);
    // A request came on a kept connection: its reader resumes elsewhere, like the others.
    if (this.#stopping) this.#sendAway(place);
    return place;
  }

  /** Sends the same bytes to every stream. */
  broadcast(bytes: Uint8Array): void {
    for (const place of this.#places) place.write(bytes);
  }

  /** The callers that hold streams, one for each token. */
  callers(): Caller[] {
    return [...new Map([...this.#places].map(({ caller }) => [caller.token, caller])).values()];
  }

  closeSession(sid: string): void {
    for (const place of this.#places) if (place.caller.sid === sid) place.endSession();
  }

  /** The process stops: every reader is told to come back, each after another while. */
  closeAll(): void {
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const place of this.#places) this.#sendAway(place);
  }

  #sendAway(place: Place): void {
    place.close(retryHint(200 + Math.random() * RETURN_SPREAD_MS));
  }

  #assertRoom(caller: Caller): void {
    const retryAfter = 2 + Math.random() * 8;
    if (this.#places.size >= this.#limits.maxStreams) {
      throw new Problem('too-many-streams', 'This replica holds as many streams as it may. Try again in a moment.', {
        retryAfter,
      });
    }
    if ((this.#perUser.get(caller.sub) ?? 0) >= this.#limits.maxStreamsPerUser) {
      const detail = `You hold ${this.#limits.maxStreamsPerUser} streams open. Close one, then try again.`;
      throw new Problem('too-many-streams', detail, { retryAfter });
    }
  }

  #closeExpired(): void {
    const now = Date.now() / 1000;
    for (const place of this.#places) if (place.caller.exp <= now) place.close();
  }
}
