import { bytesOf, frameOf, type EventFrame } from './frames.ts';
import type { Event } from './store/rows.ts';

/** What a reader missed, as far as it was looked for: go on from `cursor`. */
export interface Missed {
  frames: EventFrame[];
  cursor: number;
}

const MAX_EVENTS_AT_ONCE = 200;
/** So many events of one message are kept up to date; beyond that the older ones are forgotten, and all before them. */
const MAX_OF_MESSAGE = 16;
/** Forgotten frames leave their array in such numbers, since that moves all the others. */
const FORGOTTEN_AT_ONCE = 256;

/**
 * The log's last events, framed, so that a thousand streams that resume at once need not read the database. Like the
 * log itself it shows messages as they are now: what was edited or deleted is replaced here too.
 */
export class RecentEvents {
  readonly #maxBytes: number;
  /** In the log's order; those before #first are forgotten. */
  readonly #frames: EventFrame[] = [];
  #first = 0;
  #bytes = 0;
  /** All events after #start, up to #end, are here. */
  #start = 0;
  #end = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Up to where the log has been read. */
  get end(): number {
    return this.#end;
  }

  /** Whether all that a reader with this cursor has missed is here. */
  covers(cursor: number): boolean {
    return cursor >= this.#start && cursor <= this.#end;
  }

  /** Begins at a position of the log. */
  begin(cursor: number): void {
    this.#start = cursor;
    this.#end = cursor;
  }

  /** The log has been read up to here, and no event was left out. */
  advance(cursor: number): void {
    this.#end = cursor;
  }

  push(event: Event): EventFrame {
    if (event.type === 'cleared') this.#forget(this.#frames.length - this.#first);
    else if (event.type !== 'created') this.#show(event);
    const added = frameOf(event);
    this.#frames.push(added);
    this.#bytes += added.bytes.length;
    this.#end = event.seq;
    while (this.#bytes > this.#maxBytes) this.#forget(1);
    return added;
  }

  /** Some of a room's events after the cursor; undefined where they are no longer all here. */
  after(cursor: number, room: string): Missed | undefined {
    if (!this.covers(cursor)) return undefined;
    const from = this.#indexAfter(cursor);
    const frames = this.#frames.slice(from, from + MAX_EVENTS_AT_ONCE);
    const reachesEnd = from + frames.length === this.#frames.length;
    return {
      frames: frames.filter((frame) => frame.room === room),
      cursor: reachesEnd ? this.#end : (frames.at(-1)?.seq ?? this.#end),
    };
  }

  /**
   * Replaces what earlier events of the same message show. They are looked for one by one: that is rare, and to keep
   * them by message would cost every message more than it saves.
   */
  #show({ message }: Event): void {
    let found = 1;
    for (let index = this.#frames.length - 1; message && index >= this.#first; index--) {
      const earlier = this.#frames[index];
      if (earlier?.messageId !== message.id) continue;
      if (++found > MAX_OF_MESSAGE) {
        this.#forget(index + 1 - this.#first);
        return;
      }
      const { seq, type, room } = earlier;
      const bytes = bytesOf({ seq, type, room, message });
      this.#bytes += bytes.length - earlier.bytes.length;
      earlier.bytes = bytes;
    }
  }

  #forget(count: number): void {
    for (const { seq, bytes } of this.#frames.slice(this.#first, this.#first + count)) {
      this.#start = seq;
      this.#bytes -= bytes.length;
    }
    this.#first += count;
    if (this.#first < FORGOTTEN_AT_ONCE) return;
    this.#frames.splice(0, this.#first);
    this.#first = 0;
  }

  #indexAfter(cursor: number): number {
    let low = this.#first;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#frames[middle]?.seq ?? 0) <= cursor) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
