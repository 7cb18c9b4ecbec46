import type { Caller } from '../identity/caller.ts';
import { Problem } from '../problem.ts';
import { HEARTBEAT, retryHint } from './frame.ts';
import type { EventStream } from './stream.ts';

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

/** Every open stream of this replica and whose it is: caps, heartbeats, and closing when a token or session ends. */
export class StreamRegistry {
  readonly #limits: StreamLimits;
  readonly #callers = new Map<EventStream, Caller>();
  readonly #perUser = new Map<string, number>();
  readonly #timers: NodeJS.Timeout[];

  constructor(limits: StreamLimits) {
    this.#limits = limits;
    this.#timers = [
      setInterval(() => this.#beat(), HEARTBEAT_MS),
      setInterval(() => this.#closeExpired(), EXPIRY_CHECK_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  get size(): number {
    return this.#callers.size;
  }

  /** Throws `too-many-streams` where the caller or the replica holds as many as it may. Called before the headers go out. */
  assertRoom(caller: Caller): void {
    const retryAfter = 2 + Math.random() * 8;
    if (this.#callers.size >= this.#limits.maxStreams) {
      throw new Problem('too-many-streams', 'This replica holds as many streams as it may. Try again in a moment.', {
        retryAfter,
      });
    }
    if ((this.#perUser.get(caller.sub) ?? 0) >= this.#limits.maxStreamsPerUser) {
      const detail = `You hold ${this.#limits.maxStreamsPerUser} streams open. Close one, then try again.`;
      throw new Problem('too-many-streams', detail, { retryAfter });
    }
  }

  add(stream: EventStream, caller: Caller): void {
    this.#callers.set(stream, caller);
    this.#perUser.set(caller.sub, (this.#perUser.get(caller.sub) ?? 0) + 1);
    stream.onClose(() => {
      this.#callers.delete(stream);
      const left = (this.#perUser.get(caller.sub) ?? 1) - 1;
      if (left === 0) this.#perUser.delete(caller.sub);
      else this.#perUser.set(caller.sub, left);
    });
  }

  /** The callers that hold streams, one for each token. */
  callers(): Caller[] {
    return [...new Map([...this.#callers.values()].map((caller) => [caller.token, caller])).values()];
  }

  closeSession(sid: string): void {
    this.#closeWhere((caller) => caller.sid === sid);
  }

  /** The process stops: every reader is told to come back, each after another while. */
  closeAll(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const stream of this.#callers.keys()) {
      stream.write(retryHint(200 + Math.random() * RETURN_SPREAD_MS));
      stream.close();
    }
  }

  #closeWhere(predicate: (caller: Caller) => boolean): void {
    for (const [stream, caller] of this.#callers) if (predicate(caller)) stream.close();
  }

  #closeExpired(): void {
    const now = Date.now() / 1000;
    this.#closeWhere((caller) => caller.exp <= now);
  }

  #beat(): void {
    for (const stream of this.#callers.keys()) stream.write(HEARTBEAT);
  }
}
