import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Listener } from '../shared/database/listener.ts';
import type { Logger } from '../shared/log.ts';
import { unavailable } from '../shared/problem.ts';
import type { EventStream } from '../shared/streams/stream.ts';
import { inChunks, joined, type EventFrame } from './frames.ts';
import { RecentEvents, type Missed } from './recent-events.ts';
import type { LogReader } from './store/log-reader.ts';
import type { Event, Message } from './store/rows.ts';

/** The channel that the database notifies whenever the log has grown. */
export const LOG_GREW = 'messages_log';

const PAGE = 200;
/** A notification may be lost: that costs so long at the most, never an event. */
const SLOW_POLL_MS = 1_000;
/** Events from before the start of this process, for streams that come over from another replica. */
const EVENTS_AT_START = 1_000;
/** So many messages of its own wait to be handed on; beyond that they are read like all others. */
const MAX_APPENDED = 2_000;
const MAX_RECENT_BYTES = 2 * 1024 * 1024;
const REACH_TIMEOUT_MS = 2_000;

const toCreated = (message: Message): Event => ({ seq: message.seq, type: 'created', room: message.room, message });

/**
 * Follows the log as it grows and hands every event, framed once, to the streams of its room. Notifications only wake
 * it: what it hands on is what it reads after its own position. What this process has stored itself it need not read
 * again, as long as it follows that position without a gap.
 */
export class LogTail {
  readonly #reader: LogReader;
  readonly #logger: Logger;
  readonly #onDelivery: (events: number) => void;
  readonly #recent = new RecentEvents(MAX_RECENT_BYTES);
  readonly #streams = new Map<string, Set<EventStream>>();
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  /** What this process has stored and not yet handed on. */
  readonly #appended: Message[] = [];
  /** Up to here there is nothing to be woken for. */
  #known = 0;
  /** One reads at a time: `start` first, although notifications come before it is done, and before it is called. */
  #reading = true;
  #woken = false;
  #stopped = false;

  /** @param onDelivery told how many events went out, each counted once a stream */
  constructor(reader: LogReader, listener: Listener, logger: Logger, onDelivery: (events: number) => void) {
    this.#reader = reader;
    this.#logger = logger;
    this.#onDelivery = onDelivery;
    listener.on('notification', (channel, end) => {
      if (channel === LOG_GREW) void this.#hear(Number(end));
    });
    listener.on('up', () => this.#wake());
  }

  /** Up to where it has read. */
  get end(): number {
    return this.#recent.end;
  }

  /** Resolves once it has read up to the log's end. */
  async start(): Promise<void> {
    this.#recent.begin(await this.#reader.nearEnd(EVENTS_AT_START));
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

  /** What a reader with this cursor has missed; undefined where only the database knows. */
  missed(cursor: number, room: string): Missed | undefined {
    return this.#recent.after(cursor, room);
  }

  /**
   * Takes what this process has just committed: the messages of one transaction, in the log's order, with nothing
   * between them.
   */
  append(messages: Message[]): void {
    const last = messages.at(-1);
    if (!last) return;
    this.#known = Math.max(this.#known, last.seq);
    this.#appended.push(...messages);
    if (this.#appended.length > MAX_APPENDED) {
      this.#appended.length = 0;
      this.#woken = true;
    }
    if (!this.#reading) void this.#read();
  }

  /** From now on the stream gets the room's events. To be called when it has all up to `end`. */
  join(stream: EventStream, room: string): void {
    const streams = this.#streams.get(room) ?? new Set();
    this.#streams.set(room, streams);
    streams.add(stream);
    stream.onClose(() => streams.delete(stream));
  }

  /** Resolves once it has read up to a position of the log; throws `unavailable` where that takes too long. */
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
        // Where the process stood still itself, what it waits for may have come.
        await nextTurn();
        if (this.end >= seq) done(resolve);
        else done(() => reject(unavailable('The log cannot be followed now.')));
      };
      this.#waiting.add(check);
    });
  }

  async #hear(end: number): Promise<void> {
    // The answer to a batch of its own often arrives at the same time, and is looked at first.
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
        // The next notification or the slow poll tries again, from the same position.
        this.#known = this.end;
        this.#logger.warn({ err }, 'the log could not be read');
      }
    }
    this.#reading = false;
  }

  async #handOn(): Promise<void> {
    // Their senders get their answers first.
    await nextTurn();
    const following: Message[] = [];
    for (const message of this.#appended.splice(0)) {
      const next = this.end + following.length + 1;
      if (message.seq === next) following.push(message);
      // Something that another process stored lies before it. What is not beyond the end was read meanwhile.
      else if (message.seq > next) this.#woken = true;
    }
    await this.#deliver(following.map(toCreated));
    this.#tellWaiting();
  }

  async #catchUp(): Promise<void> {
    this.#woken = false;
    while (await this.#readPage());
  }

  /** Whether there may be more at once. */
  async #readPage(): Promise<boolean> {
    const { events, end } = await this.#reader.events({ after: this.end, limit: PAGE });
    await this.#deliver(events);
    const isFull = events.length === PAGE;
    if (!isFull) this.#recent.advance(end);
    this.#tellWaiting();
    return isFull;
  }

  #tellWaiting(): void {
    this.#known = Math.max(this.#known, this.end);
    for (const check of this.#waiting) check();
  }

  async #deliver(events: Event[]): Promise<void> {
    // A chunk's events are remembered just before they are sent, so a stream that joins in between misses none.
    for (const chunk of inChunks(this.#remembered(events))) {
      this.#send(chunk);
      // The sockets take it before there is more.
      await nextTurn();
    }
  }

  *#remembered(events: Event[]): Generator<EventFrame> {
    for (const event of events) yield this.#recent.push(event);
  }

  #send(chunk: EventFrame[]): void {
    for (const room of new Set(chunk.map((frame) => frame.room))) {
      const streams = this.#streams.get(room);
      if (!streams) continue;
      const frames = chunk.filter((frame) => frame.room === room);
      const bytes = joined(frames);
      for (const stream of streams) stream.write(bytes);
      this.#onDelivery(frames.length * streams.size);
    }
  }
}
