import type { Problem } from '../problem.ts';
import type { Logger } from '../logging/logger.ts';
import { retryHint } from '../http/streaming/frame.ts';
import type { EventStream } from '../http/streaming/stream.ts';
import { frameOf, inChunks, joined } from './frames.ts';
import type { LogEvent, LogSource, Topic } from './log.ts';
import { PersonTopic } from './person-topic.ts';
import type { Missed } from './recent-events.ts';
import type { LogTail } from './tail.ts';

const PAGE = 200;
/** The events of the log that are replayed of several rooms; who has missed more reads the state of the rooms instead. */
const MAX_MISSED = 50_000;
/** Base reconnect delay; each stream gets one to two times this, so that clients of a dead replica spread out. */
const RETRY_MS = 500;

/** What a subscription reads: the tail while that is enough, the log where it is not. */
export interface Followed<Event extends LogEvent> {
  source: LogSource<Event>;
  tail: LogTail<Event>;
  logger: Logger;
  /** What a client is answered whose cursor is not from this log. */
  cursorGone: () => Problem;
  /** What a client of several rooms is answered whose cursor is too far behind. */
  tooFarBehind: () => Problem;
}

/** A stream's subscription to a topic from a cursor: first the missed events, then the live ones, without a gap. */
export class Subscription<Event extends LogEvent> {
  readonly #log: Followed<Event>;
  readonly #topic: Topic | PersonTopic;
  #cursor: number;

  private constructor(log: Followed<Event>, topic: Topic | PersonTopic, cursor: number) {
    this.#log = log;
    this.#topic = topic;
    this.#cursor = cursor;
  }

  /**
   * @param cursor where the stream starts; undefined: at the log's end
   * @throws `cursor-gone` if the cursor is not from this log
   */
  static async create<Event extends LogEvent>(
    log: Followed<Event>,
    topic: Topic,
    cursor: number | undefined,
  ): Promise<Subscription<Event>> {
    if (cursor !== undefined && log.tail.covers(cursor)) return new Subscription(log, topic, cursor);
    const { end, isCursor } = await log.source.cursor(cursor ?? 0);
    if (!isCursor) throw log.cursorGone();
    // The cursor may come from a replica that has read further than this one.
    await log.tail.reach(cursor ?? end);
    return new Subscription(log, topic, cursor ?? end);
  }

  /**
   * Follows the rooms of a person.
   *
   * @param cursor where the stream starts; undefined: at the log's end
   * @param isAbandoned whether the client has disconnected
   * @throws `cursor-gone` if the cursor is not from this log or too far behind it
   */
  static async createForPerson<Event extends LogEvent>(
    log: Followed<Event>,
    topic: PersonTopic,
    cursor: number | undefined,
    isAbandoned: () => boolean,
  ): Promise<Subscription<Event>> {
    const { people } = log.tail;
    // First, so that the tail hands on every change that the read below does not see.
    people.register(topic);
    try {
      const request = { sub: topic.sub, cursor: cursor ?? 0, isAbandoned };
      const { rooms, end, isCursor, behind } = await log.source.roomsOf(request);
      if (!isCursor) throw log.cursorGone();
      if (cursor !== undefined && isTooFarBehind(topic, behind)) throw log.tooFarBehind();
      topic.begin(rooms, end);
      // Rooms are those at the log's end: what is before it must not be taken for all there is.
      await log.tail.reach(Math.max(cursor ?? end, end));
      return new Subscription(log, topic, cursor ?? end);
    } catch (error) {
      people.unregister(topic);
      throw error;
    }
  }

  async follow(stream: EventStream): Promise<void> {
    const topic = this.#topic;
    if (topic instanceof PersonTopic) stream.onClose(() => this.#log.tail.people.unregister(topic));
    // An id without data: a client that disconnects before its first event resumes from here.
    stream.write(`id: ${this.#cursor}\n${retryHint(RETRY_MS * (1 + Math.random()))}`);
    try {
      await this.#catchUp(stream);
    } catch (err) {
      this.#log.logger.warn({ err }, 'could not continue a stream; its client will resume');
      stream.close();
    }
  }

  async #catchUp(stream: EventStream): Promise<void> {
    const { tail } = this.#log;
    while (!stream.closed) {
      // Synchronous with the join below: no event can arrive between the last missed one and the live ones.
      if (this.#cursor >= tail.end) {
        tail.join(stream, this.#topic);
        return;
      }
      const missed = tail.missed(this.#cursor, this.#topic) ?? (await this.#missedInLog());
      for (const chunk of inChunks(missed.frames)) {
        stream.write(joined(chunk));
        await stream.drained();
      }
      this.#cursor = missed.cursor;
    }
  }

  /** Missed events up to the tail's position; from there on the stream receives the tail's events. */
  async #missedInLog(): Promise<Missed> {
    const upTo = this.#log.tail.end;
    const page = { topic: this.#topic, after: this.#cursor, upTo, limit: PAGE };
    const { events, cursor } = await this.#log.source.events(page);
    return { frames: events.map((event) => frameOf(event)), cursor };
  }
}

/** Of one room everything is replayed. */
export function isTooFarBehind(topic: PersonTopic, behind: number): boolean {
  return !topic.isOfOneRoom && behind > MAX_MISSED;
}
