import { frameOf, type EventFrame } from './frames.ts';
import type { AddressedEvent, LogEvent, Subjects } from './log.ts';

/** One page of missed events; the next one starts at `cursor`. */
export interface Missed {
  frames: EventFrame[];
  cursor: number;
}

/** A subject that changed while its earlier events were cached; all of them refer to this object. */
interface Changed<Event> {
  /** Its newest event, which carries its current state. */
  newest: Event;
}

interface Entry<Event> extends AddressedEvent {
  readonly subject: string | undefined;
  /** Undefined if a later entry is about the same subject: then it is serialized when it is read. */
  frame: EventFrame | undefined;
  changed: Changed<Event> | undefined;
  /** What it counts towards the limit. */
  bytes: number;
}

const MAX_EVENTS_AT_ONCE = 200;
/** The size of an entry without a frame. Since every entry counts, the limit of bytes limits their number, too. */
const ENTRY_BYTES = 256;
/** Dropped entries are removed from the array in batches of this size, since each removal moves all the others. */
const FORGOTTEN_AT_ONCE = 256;

/**
 * Cache of the log's last events as frames, so that a thousand streams that resume at once do not read the database.
 * Like the log itself it shows the current state of subjects. All earlier events of a subject share that state, so that
 * one that changes often takes little memory, and does not displace the events of others.
 */
export class RecentEvents<Event extends LogEvent> {
  readonly #subjects: Subjects<Event>;
  readonly #maxBytes: number;
  /** In log order; those before #first are dropped. */
  readonly #entries: Entry<Event>[] = [];
  #first = 0;
  #bytes = 0;
  /** All events after #start, up to #end, are cached. */
  #start = 0;
  #end = 0;

  constructor(subjects: Subjects<Event>, maxBytes: number) {
    this.#subjects = subjects;
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
    if (this.#subjects.changesOthers(event)) this.#forget(this.#entries.length - this.#first);
    const { seq, type, room } = event;
    const subject = this.#subjects.subjectOf(event);
    const changed = subject === undefined || this.#subjects.isFirst(event) ? undefined : this.#change(subject, event);
    const change = this.#subjects.changeOf(event);
    const frame = frameOf(event, change);
    // A changed subject is in memory twice: in its newest frame, and as the object that the earlier entries share.
    const bytes = frame.bytes.length * (changed ? 2 : 1);
    this.#entries.push({ seq, type, room, change, subject, frame, changed, bytes });
    this.#bytes += bytes;
    this.#end = seq;
    while (this.#bytes > this.#maxBytes) this.#forget(1);
    return frame;
  }

  /** A page of the events after the cursor that a reader receives; undefined if some are no longer cached. */
  after(cursor: number, receives: (event: AddressedEvent) => boolean): Missed | undefined {
    if (!this.covers(cursor)) return undefined;
    const from = this.#indexAfter(cursor);
    const entries = this.#entries.slice(from, from + MAX_EVENTS_AT_ONCE);
    const reachesEnd = from + entries.length === this.#entries.length;
    return {
      frames: entries.filter(receives).map(currentFrame),
      cursor: reachesEnd ? this.#end : (entries.at(-1)?.seq ?? this.#end),
    };
  }

  /**
   * Makes the earlier entries of the same subject show its new state; undefined if there are none. Only the newest of
   * them has a frame. A linear search: changes are rare, and an index by subject would cost every append more than it
   * saves.
   */
  #change(subject: string, event: Event): Changed<Event> | undefined {
    const last = this.#entries.findLast((entry, index) => index >= this.#first && entry.subject === subject);
    if (!last) return undefined;
    last.changed ??= { newest: event };
    last.changed.newest = event;
    last.frame = undefined;
    this.#bytes += ENTRY_BYTES - last.bytes;
    last.bytes = ENTRY_BYTES;
    return last.changed;
  }

  #forget(count: number): void {
    for (const { seq, bytes } of this.#entries.slice(this.#first, this.#first + count)) {
      this.#start = seq;
      this.#bytes -= bytes;
    }
    this.#first += count;
    if (this.#first < FORGOTTEN_AT_ONCE) return;
    this.#entries.splice(0, this.#first);
    this.#first = 0;
  }

  #indexAfter(cursor: number): number {
    let low = this.#first;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.seq ?? 0) <= cursor) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function currentFrame<Event extends LogEvent>({ seq, type, room, frame, changed }: Entry<Event>): EventFrame {
  return frame ?? frameOf({ ...changed?.newest, seq, type, room });
}
