import { isPassing, type Result } from '../api/result.ts';
import type { Marker } from '../api/types.ts';
import { backoff } from '../state/backoff.ts';
import type { Later } from '../state/timer.ts';

interface ReadMarksOptions {
  send: (room: string, seq: number) => Promise<Result<Marker>>;
  /** The marker as the server has it. */
  onMarked: (marker: Marker) => void;
  later: Later;
}

/** While somebody reads on, the server is told at most this often, in milliseconds. */
const INTERVAL_MS = 1_000;

/** Sends how far rooms were read: at once, then at intervals, and again after failures. */
export class ReadMarks {
  readonly #options: ReadMarksOptions;
  /** By room. */
  readonly #pending = new Map<string, number>();
  /** By room: those that are pending or being sent. What the server says of such a room meanwhile is older. */
  readonly #unsettled = new Map<string, number>();
  /** Rooms that were marked as unread and are still shown. */
  readonly #held = new Set<string>();
  #failures = 0;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /** A room was read up to a position. */
  move(room: string, seq: number): void {
    this.#add(room, seq);
    this.#unsettled.set(room, Math.max(seq, this.#unsettled.get(room) ?? 0));
    if (!this.#cancel) this.flush();
  }

  /** The position that the server has not acknowledged yet, if any. */
  unsettled(room: string): number | undefined {
    return this.#unsettled.get(room);
  }

  /** From now on nothing marks the room as read. */
  hold(room: string): void {
    this.#held.add(room);
    this.#pending.delete(room);
    this.#unsettled.delete(room);
  }

  release(room: string): void {
    this.#held.delete(room);
  }

  isHeld(room: string): boolean {
    return this.#held.has(room);
  }

  /** Sends what is waiting. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#stopped || this.#pending.size === 0) return;
    const marks = [...this.#pending];
    this.#pending.clear();
    this.#wait(INTERVAL_MS);
    for (const [room, seq] of marks) void this.#send(room, seq);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #send(room: string, seq: number): Promise<void> {
    const result = await this.#options.send(room, seq);
    if (this.#stopped) return;
    // Not if the answer to a later one follows, or has come already.
    const last = this.#unsettled.get(room);
    const isLast = last !== undefined && last <= seq;
    if (result.ok) {
      this.#failures = 0;
      if (isLast) this.#unsettled.delete(room);
      if (isLast) this.#options.onMarked(result.data);
    } else if (isPassing(result.failure) && !this.#held.has(room)) {
      this.#failures += 1;
      this.#add(room, seq);
      this.#wait(backoff(this.#failures, result.failure.retryAfter));
    } else if (isLast) {
      this.#unsettled.delete(room);
    }
  }

  #add(room: string, seq: number): void {
    this.#pending.set(room, Math.max(seq, this.#pending.get(room) ?? 0));
  }

  #wait(milliseconds: number): void {
    this.#cancel?.();
    this.#cancel = this.#options.later(() => this.flush(), milliseconds);
  }
}
