import type { Logger } from '../logging/logger.ts';
import { Problem } from '../http/problem.ts';
import { retryHint } from '../streams/frame.ts';
import type { EventStream } from '../streams/stream.ts';
import type { EventFilter } from '../../messages/events/event-kinds.ts';
import { frameOf, inChunks, joined } from './frames.ts';
import type { Missed } from './recent-events.ts';
import type { LogReader } from '../../messages/events/store.ts';
import type { LogTail } from './tail.ts';

const PAGE = 200;
/** Base reconnect delay; each stream gets one to two times this, so that clients of a dead replica spread out. */
const RETRY_MS = 500;

export function cursorGone(): Problem {
  return new Problem(
    'cursor-gone',
    'The cursor is not from this log. Read GET /messages again and continue from its cursor.',
  );
}

/** What a stream is about. */
export interface Topic {
  room: string;
  kinds: EventFilter;
}

/** Serves a stream from a cursor: first the missed events, then the live ones, without a gap. */
export class Feed {
  readonly #reader: LogReader;
  readonly #tail: LogTail;
  readonly #logger: Logger;

  constructor(reader: LogReader, tail: LogTail, logger: Logger) {
    this.#reader = reader;
    this.#tail = tail;
    this.#logger = logger;
  }

  /** The position at which a stream starts. Throws `cursor-gone` if the cursor is not from this log. */
  async startAt(cursor: number | undefined): Promise<number> {
    if (cursor !== undefined && this.#tail.covers(cursor)) return cursor;
    const { end, isCursor } = await this.#reader.cursor(cursor ?? 0);
    if (!isCursor) throw cursorGone();
    // The cursor may come from a replica that has read further than this one.
    await this.#tail.reach(cursor ?? end);
    return cursor ?? end;
  }

  /** @param cursor returned by `startAt` */
  async follow(stream: EventStream, topic: Topic, cursor: number): Promise<void> {
    // An id without data: a client that disconnects before its first event resumes from here.
    stream.write(`id: ${cursor}\n${retryHint(RETRY_MS * (1 + Math.random()))}`);
    try {
      await this.#catchUp(stream, topic, cursor);
    } catch (err) {
      this.#logger.warn({ err }, 'could not continue a stream; its client will resume');
      stream.close();
    }
  }

  async #catchUp(stream: EventStream, topic: Topic, cursor: number): Promise<void> {
    while (!stream.closed) {
      // Synchronous with the join below: no event can arrive between the last missed one and the live ones.
      if (cursor >= this.#tail.end) {
        this.#tail.join(stream, topic.room, topic.kinds);
        return;
      }
      const missed = this.#tail.missed(cursor, topic.room, topic.kinds) ?? (await this.#missedInLog(cursor, topic));
      for (const chunk of inChunks(missed.frames)) {
        stream.write(joined(chunk));
        await stream.drained();
      }
      cursor = missed.cursor;
    }
  }

  /** Missed events up to the tail's position; from there on the stream receives the tail's events. */
  async #missedInLog(after: number, topic: Topic): Promise<Missed> {
    const upTo = this.#tail.end;
    const { events } = await this.#reader.events({ ...topic, after, upTo, limit: PAGE });
    const last = events.length === PAGE ? events.at(-1) : undefined;
    return { frames: events.map(frameOf), cursor: last?.seq ?? upTo };
  }
}
