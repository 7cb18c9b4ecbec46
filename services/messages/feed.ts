import type { Logger } from '../shared/log.ts';
import { Problem } from '../shared/problem.ts';
import { retryHint } from '../shared/streams/frame.ts';
import type { EventStream } from '../shared/streams/stream.ts';
import { frameOf, inChunks, joined } from './frames.ts';
import type { Missed } from './recent-events.ts';
import type { LogReader } from './store/log-reader.ts';
import type { LogTail } from './tail.ts';

const PAGE = 200;
/** A stream that breaks comes back after this, and up to twice as much: not all at once when a replica dies. */
const RETRY_MS = 500;

export function cursorGone(): Problem {
  return new Problem(
    'cursor-gone',
    'The cursor is not from this log. Read GET /messages again and continue from its cursor.',
  );
}

/** Leads a stream from a cursor through what it has missed to what happens now, without a gap between. */
export class Feed {
  readonly #reader: LogReader;
  readonly #tail: LogTail;
  readonly #logger: Logger;

  constructor(reader: LogReader, tail: LogTail, logger: Logger) {
    this.#reader = reader;
    this.#tail = tail;
    this.#logger = logger;
  }

  /** Where a stream begins that asks for this cursor, or for none. Throws `cursor-gone` where it is not of this log. */
  async startAt(cursor: number | undefined): Promise<number> {
    if (cursor !== undefined && this.#tail.covers(cursor)) return cursor;
    const { end, isCursor } = await this.#reader.cursor(cursor ?? 0);
    if (!isCursor) throw cursorGone();
    // Another replica may have gone further than this one has read.
    await this.#tail.reach(cursor ?? end);
    return cursor ?? end;
  }

  /** @param cursor of `startAt` */
  async follow(stream: EventStream, room: string, cursor: number): Promise<void> {
    // An id without data: a reader that breaks off before its first event resumes from here.
    stream.write(`id: ${cursor}\n${retryHint(RETRY_MS * (1 + Math.random()))}`);
    try {
      await this.#catchUp(stream, room, cursor);
    } catch (err) {
      this.#logger.warn({ err }, 'a stream could not go on; its reader resumes');
      stream.close();
    }
  }

  async #catchUp(stream: EventStream, room: string, cursor: number): Promise<void> {
    while (!stream.closed) {
      // In one turn with what follows: nothing can happen between the end of what was missed and the live events.
      if (cursor >= this.#tail.end) {
        this.#tail.join(stream, room);
        return;
      }
      const missed = this.#tail.missed(cursor, room) ?? (await this.#missedInLog(cursor, room));
      for (const chunk of inChunks(missed.frames)) {
        stream.write(joined(chunk));
        await stream.drained();
      }
      cursor = missed.cursor;
    }
  }

  /** Not beyond what the tail has read: from there on the stream gets the tail's events. */
  async #missedInLog(after: number, room: string): Promise<Missed> {
    const upTo = this.#tail.end;
    const { events } = await this.#reader.events({ room, after, upTo, limit: PAGE });
    const last = events.length === PAGE ? events.at(-1) : undefined;
    return { frames: events.map(frameOf), cursor: last?.seq ?? upTo };
  }
}
