import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Listener } from '../database/listener.ts';
import { unavailable } from '../problem.ts';
import type { Logger } from '../logging/logger.ts';
import type { EventStream } from '../http/streaming/stream.ts';
import { inChunks, joined, type EventFrame } from './frames.ts';
import type { LogEvent, LogSource, Subjects, Topic } from './log.ts';
import { PersonStreams } from './person-streams.ts';
import { PersonTopic } from './person-topic.ts';
import { RecentEvents, type Missed } from './recent-events.ts';
import { StreamsByRoom } from './streams-by-room.ts';

const PAGE = 200;
/** Poll interval: a lost notification delays events by at most this long, and never loses one. */
const SLOW_POLL_MS = 1_000;
/** Events loaded at startup, for streams that reconnect from another replica. */
const EVENTS_AT_START = 1_000;
/** Maximum buffered events of this process; those beyond it are read from the log like all others. */
const MAX_APPENDED = 2_000;
const MAX_RECENT_BYTES = 2 * 1024 * 1024;
const REACH_TIMEOUT_MS = 2_000;

export interface TailOptions<Event extends LogEvent> {
  source: LogSource<Event>;
  subjects: Subjects<Event>;
  listener: Listener;
  /** The channel that the database notifies, with the log's end, when the log grows. */
  channel: string;
  logger: Logger;
  /** Called with the number of events written, counted once per stream. */
  onDelivery: (events: number) => void;
}

/**
 * Follows the log as it grows and delivers every event, serialized once, to the streams of its room. Notifications only
 * wake it: it delivers what it reads after its own position. What this process stored itself is not read again, as
 * long as it follows that position without a gap.
 */
export class LogTail<Event extends LogEvent> {
  readonly #source: LogSource<Event>;
  readonly #logger: Logger;
  readonly #onDelivery: (events: number) => void;
  readonly #recent: RecentEvents<Event>;
  readonly #streams = new StreamsByRoom<EventStream>();
  /** Streams of several rooms, and what else is sent to them. */
  readonly people = new PersonStreams();
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  /** Stored by this process and not yet delivered. */
  readonly #appended: Event[] = [];
  /** Notifications up to this position are ignored. */
  #known = 0;
  /** One read at a time. True until `start` is done, since notifications arrive before that. */
  #reading = true;
  #woken = false;
  #stopped = false;

  /** One function for all streams. */
  readonly #position = () => this.end;

  constructor({ source, subjects, listener, channel, logger, onDelivery }: TailOptions<Event>) {
    this.#source = source;
    this.#recent = new RecentEvents(subjects, MAX_RECENT_BYTES);
    this.#logger = logger;
    this.#onDelivery = onDelivery;
    listener.on('notification', (name, end) => {
      if (name === channel) void this.#receive(Number(end));
    });
    listener.on('up', () => this.#wake());
  }

  /** The position up to which it has read. */
  get end(): number {
    return this.#recent.end;
  }

  /** Resolves once it has caught up with the log's end. */
  async start(): Promise<void> {
    this.#recent.begin(await this.#source.nearEnd(EVENTS_AT_START));
    while (await this.#readPage());
    this.#reading = false;
    this.#timer = setInterval(() => this.#wake(), SLOW_POLL_MS);
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /** Whether a reader with this cursor needs nothing from the database. */
  covers(cursor: number): boolean {
    return this.#recent.covers(cursor);
  }

  /** What a reader with this cursor has missed; undefined if it must be read from the database. */
  missed(cursor: number, topic: Topic | PersonTopic): Missed | undefined {
    if (topic instanceof PersonTopic) return this.#recent.after(cursor, (event) => topic.receives(event));
    const { room, kinds } = topic;
    return this.#recent.after(cursor, (event) => event.room === room && kinds.includes(event.type));
  }

  /**
   * Accepts what this process has just committed: the events of one transaction, in log order and with consecutive
   * numbers.
   */
  append(events: Event[]): void {
    const last = events.at(-1);
    if (!last) return;
    this.#known = Math.max(this.#known, last.seq);
    this.#appended.push(...events);
    if (this.#appended.length > MAX_APPENDED) {
      this.#appended.length = 0;
      this.#woken = true;
    }
    if (!this.#reading) void this.#read();
  }

  /** Subscribes the stream to a topic, once it has received everything up to `end`. */
  join(stream: EventStream, topic: Topic | PersonTopic): void {
    // Whenever it can be called, all cached events have been written: `#deliver` does both without a pause.
    stream.position = this.#position;
    if (topic instanceof PersonTopic) {
      this.people.join(stream, topic);
      return;
    }
    const { room, kinds } = topic;
    this.#streams.add(room, kinds, stream);
    stream.onClose(() => this.#streams.delete(room, kinds, stream));
  }

  /** Resolves once it has read up to a position of the log; throws `unavailable` if that takes too long. */
  async reach(seq: number): Promise<void> {
    if (this.end >= seq) return;
    this.#wake();
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (this.end >= seq) done(resolve);
      };
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        settle();
      };
      const timer = setTimeout(() => void giveUp(), REACH_TIMEOUT_MS);
      const giveUp = async () => {
        // If the process itself was blocked, what it waits for may have arrived meanwhile.
        await nextTurn();
        if (this.end >= seq) done(resolve);
        else done(() => reject(unavailable('The log cannot be followed now.')));
      };
      this.#waiting.add(check);
    });
  }

  async #receive(end: number): Promise<void> {
    // The result of this process's own batch often arrives at the same time: handle it first.
    await nextTurn();
    if (end > this.#known) this.#wake();
  }

  #wake(): void {
    this.#woken = true;
    if (!this.#reading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    while (!this.#stopped && (this.#woken || this.#appended.length > 0)) {
      try {
        if (this.#appended.length > 0) await this.#handOn();
        else await this.#catchUp();
      } catch (err) {
        // The next notification or poll retries from the same position.
        this.#known = this.end;
        this.#logger.warn({ err }, 'could not read the log');
      }
    }
    this.#reading = false;
  }

  async #handOn(): Promise<void> {
    // Send the responses to the authors first.
    await nextTurn();
    const following: Event[] = [];
    for (const event of this.#appended.splice(0)) {
      const next = this.end + following.length + 1;
      if (event.seq === next) following.push(event);
      // Another process stored something before it. What is not beyond the end was read meanwhile.
      else if (event.seq > next) this.#woken = true;
    }
    await this.#deliver(following);
    this.#notifyWaiting();
  }

  async #catchUp(): Promise<void> {
    this.#woken = false;
    while (await this.#readPage());
  }

  /** Returns whether there may be more to read at once. */
  async #readPage(): Promise<boolean> {
    const { events, cursor, hasMore } = await this.#source.events({ after: this.end, limit: PAGE });
    await this.#deliver(events);
    this.#recent.advance(cursor);
    this.#notifyWaiting();
    return hasMore;
  }

  #notifyWaiting(): void {
    this.#known = Math.max(this.#known, this.end);
    for (const check of this.#waiting) check();
  }

  async #deliver(events: Event[]): Promise<void> {
    // A chunk's events are cached just before they are sent, so a stream that joins in between misses none.
    for (const chunk of inChunks(this.#remembered(events))) {
      this.#send(chunk);
      // Let the sockets send this chunk before the next one.
      await nextTurn();
    }
  }

  *#remembered(events: Event[]): Generator<EventFrame> {
    for (const event of events) yield this.#recent.push(event);
  }

  #send(chunk: EventFrame[]): void {
    for (const room of new Set(chunk.map((frame) => frame.room))) {
      for (const [kinds, streams] of this.#streams.of(room)) {
        const frames = chunk.filter((frame) => frame.room === room && kinds.includes(frame.type));
        if (frames.length === 0) continue;
        const bytes = joined(frames);
        for (const stream of streams) stream.write(bytes);
        this.#onDelivery(frames.length * streams.size);
      }
    }
    this.#onDelivery(this.people.send(chunk));
  }
}
