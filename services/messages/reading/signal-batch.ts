import type { Logger } from '../../shared/logging/logger.ts';
import { unavailable } from '../../shared/problem.ts';
import type { AddressedSignal } from '../events/signals.ts';
import type { Mark, ReadingStore } from './store.ts';

/** Markers and signals of this time go into one transaction: NOTIFY takes a lock of the whole server. */
const EVERY_MS = 100;
/** Far more than people cause on one replica in that time. */
const MAX_WAITING = 2_000;

interface WaitingMark {
  mark: Mark;
  resolve: (seq: number | null) => void;
  reject: (error: unknown) => void;
}

const keyOf = ({ to, signal }: AddressedSignal) => [signal.type, signal.room, to ?? signal.sub].join();

/** Writes markers and sends signals of many requests together. */
export class SignalBatch {
  readonly #store: ReadingStore;
  readonly #logger: Logger;
  #marks: WaitingMark[] = [];
  /** Of several about the same, the last one. */
  readonly #signals = new Map<string, AddressedSignal>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: ReadingStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Sends a signal soon. It may be lost: clients read the state when they reconnect. */
  send(signal: AddressedSignal): void {
    if (this.#signals.size >= MAX_WAITING) return;
    this.#signals.set(keyOf(signal), signal);
    this.#schedule();
  }

  /**
   * Moves a marker; resolves with it once that is committed, with null if the person is not in the room. Throws
   * `unavailable` if the database is unreachable or too many wait.
   */
  async mark(mark: Mark): Promise<number | null> {
    if (this.#marks.length >= MAX_WAITING) throw unavailable('Too many markers wait to be stored.');
    return new Promise((resolve, reject) => {
      this.#marks.push({ mark, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves once everything is written. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flush();
    await this.#writing;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#flush(), EVERY_MS);
  }

  #flush(): void {
    this.#timer = undefined;
    const marks = this.#marks;
    const signals = [...this.#signals.values()];
    this.#marks = [];
    this.#signals.clear();
    if (marks.length + signals.length === 0) return;
    // In their order: a marker that moves back must not be overtaken by an earlier one.
    this.#writing = this.#writing.then(() => this.#write(marks, signals));
  }

  async #write(waiting: readonly WaitingMark[], signals: readonly AddressedSignal[]): Promise<void> {
    const merged = mergeMarks(waiting.map(({ mark }) => mark));
    try {
      const markers = await this.#store.markRead([...merged.values()], signals);
      const keys = [...merged.keys()];
      const byKey = new Map(keys.map((key, index) => [key, markers[index] ?? null]));
      for (const { mark, resolve } of waiting) resolve(byKey.get(keyOfMark(mark)) ?? null);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      this.#logger.warn({ err: error }, 'could not write markers and signals');
    }
  }
}

const keyOfMark = ({ sub, room }: Mark) => `${sub} ${room}`;

/** One mark per person and room, with the effect of all of them in their order. */
function mergeMarks(marks: readonly Mark[]): Map<string, Mark> {
  const merged = new Map<string, Mark>();
  for (const mark of marks) {
    const key = keyOfMark(mark);
    const before = merged.get(key);
    const replaces = before === undefined || mark.unread;
    merged.set(key, replaces ? mark : { ...before, seq: Math.max(before.seq, mark.seq) });
  }
  return merged;
}
