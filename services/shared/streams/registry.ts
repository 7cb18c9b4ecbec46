import { Problem } from '../problem.ts';
import type { Caller } from '../caller.ts';
import { Counts } from './counts.ts';
import { retryHint } from '../http/streaming/frame.ts';
import type { StreamLimits } from './limits.ts';
import { StreamSlot } from './slot.ts';

const HEARTBEAT_MS = 15_000;
const EXPIRY_CHECK_MS = 1_000;
/** Clients of a stopping replica reconnect spread over this time. */
const RETURN_SPREAD_MS = 2_000;

/** All streams of this replica by caller: caps, heartbeats, and closing when a token or session ends. */
export class StreamRegistry {
  readonly #limits: StreamLimits;
  readonly #slots = new Set<StreamSlot>();
  readonly #perUser = new Counts();
  /** Guests' streams, by client network. */
  readonly #guests = new Counts();
  readonly #timers: NodeJS.Timeout[];
  #stopping = false;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
    this.#timers = [
      setInterval(() => this.#beat(), HEARTBEAT_MS),
      setInterval(() => this.#closeExpired(), EXPIRY_CHECK_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  get size(): number {
    return this.#slots.size;
  }

  /**
   * Reserves a slot for the caller's stream, to be opened or cancelled; throws `too-many-streams` if the caller, the
   * guests or the replica are at their cap. Call it before a handler awaits anything.
   *
   * @param network of the client
   */
  reserve(caller: Caller, network: string): StreamSlot {
    this.#assertBelowCaps(caller, network);
    const { sub } = caller;
    const isGuest = caller.roles.includes('guest');
    const slot = new StreamSlot(caller, () => {
      if (!this.#slots.delete(slot)) return;
      this.#perUser.decrement(sub);
      if (isGuest) this.#guests.decrement(network);
    });
    this.#slots.add(slot);
    this.#perUser.increment(sub);
    if (isGuest) this.#guests.increment(network);
    // A request arrived on a keep-alive connection: its client resumes elsewhere, like the others.
    if (this.#stopping) this.#closeForReconnect(slot);
    return slot;
  }

  /** The callers with open streams, one per token. */
  callers(): Caller[] {
    return [...new Map([...this.#slots].map(({ caller }) => [caller.token, caller])).values()];
  }

  closeSession(sid: string): void {
    for (const slot of this.#slots) if (slot.caller.sid === sid) slot.endSession();
  }

  /** Called when the process stops: sends every client a different reconnect delay and closes its stream. */
  closeAll(): void {
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const slot of this.#slots) this.#closeForReconnect(slot);
  }

  #beat(): void {
    for (const slot of this.#slots) slot.beat();
  }

  #closeForReconnect(slot: StreamSlot): void {
    slot.close(retryHint(200 + Math.random() * RETURN_SPREAD_MS));
  }

  #assertBelowCaps(caller: Caller, network: string): void {
    const { maxStreams, maxStreamsPerUser, maxStreamsOfGuests, maxStreamsOfGuestsPerAddress } = this.#limits;
    if (this.#perUser.of(caller.sub) >= maxStreamsPerUser) {
      throw tooMany(`You hold ${maxStreamsPerUser} streams open. Close one, then try again.`);
    }
    if (this.#slots.size >= maxStreams) {
      throw tooMany('This replica holds as many streams as it may. Try again in a moment.');
    }
    if (!caller.roles.includes('guest')) return;
    if (this.#guests.total >= maxStreamsOfGuests) {
      throw tooMany('Guests hold as many streams as they may. Try again in a moment, or log in with an account.');
    }
    if (this.#guests.of(network) >= maxStreamsOfGuestsPerAddress) {
      throw tooMany('Guests at your address hold as many streams as they may. Log in with an account, or try later.');
    }
  }

  #closeExpired(): void {
    const now = Date.now() / 1000;
    for (const slot of this.#slots) if (slot.caller.exp <= now) slot.close();
  }
}

function tooMany(detail: string): Problem {
  return new Problem('too-many-streams', detail, { retryAfter: 2 + Math.random() * 8 });
}
