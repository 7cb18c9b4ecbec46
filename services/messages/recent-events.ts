import { bytesOf, frameOf, type EventFrame } from './frames.ts';
import type { Event } from './store/rows.ts';

/** One page of missed events; the next one starts at `cursor`. */
export interface Missed {
  frames: EventFrame[];
  cursor: number;
}

const MAX_EVENTS_AT_ONCE = 200;
/** Maximum events per message that are kept current; beyond that the oldest, and all before it, are dropped. */
const MAX_OF_MESSAGE = 16;
/** Dropped frames are removed from the array in batches of this size, since each removal moves all the others. */
const FORGOTTEN_AT_ONCE = 256;

/**
 * Cache of the log's last events as frames, so that a thousand streams that resume at once do not read the database.
 * Like the log itself it shows the current state of messages: edits and deletions replace earlier frames.
 */
export class RecentEvents {
  readonly #maxBytes: number;
  /** In log order; those before #first are dropped. */
  readonly #frames: EventFrame[] = [];
  #first = 0;
  #bytes = 0;
  /** All events after #start, up to #end, are cached. */
  #start = 0;
  #end = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The position up to which the log has been read. */
  get end(): number {
    return this.#end;
  }

  /** Whether all events after this cursor are cached. */
  covers(cursor: number): boolean {
    return cursor >= this.#start && cursor <= this.#end;
  }

  /** Starts, empty, at a position of the log. */
  begin(cursor: number): void {
    this.#start = cursor;
    this.#end = cursor;
  }

  /** Records that the log has been read up to this position without a gap. */
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

  /** A page of a room's events after the cursor; undefined if some are no longer cached. */
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
   * Updates earlier frames of the same message. A linear search: edits are rare, and an index by message would cost
   * every post more than it saves.
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
