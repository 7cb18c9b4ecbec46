import type { Failure, Result } from '../api/result.ts';
import { Stopwatch } from '../state/stopwatch.ts';
import { backoff, Pause } from './backoff.ts';
import { readEvents, SilenceError } from './read-events.ts';
import type { SseEvent } from './sse.ts';

/** `live`: streaming; `polling`: streaming is blocked here, and the page asks from time to time. */
export type Link = 'connecting' | 'live' | 'polling' | 'waiting';

/** Something to follow: by its stream, or where streams are held back by asking for it. */
export interface Feed {
  open: (signal: AbortSignal) => Promise<Result<ReadableStream<Uint8Array> | null>>;
  receive: (events: SseEvent[]) => void;
  poll: () => Promise<Result<unknown>>;
  /** How many milliseconds to wait between two polls. */
  interval: number;
  /** The cursor is not of this server's log: begin afresh. */
  restart: () => Promise<void>;
}

/** In milliseconds. The server speaks at once when a stream opens, and then every 15 s. */
const TIMING = {
  firstSilence: 10_000,
  laterSilence: 40_000,
  /** A connection that may have died must speak within this; the server's heartbeat may be 2 s late. */
  suspectSilence: 17_000,
  /** The server must speak within this on a connection that replaces a dead one. It counts against no network. */
  replacementSilence: 5_000,
  /** A stream that lived so long was a good one: the next failure is a first failure. */
  good: 10_000,
  /** So long the page polls before it tries to stream again. */
  polling: 5 * 60_000,
};
const SILENT_BEFORE_POLLING = 2;

type Opened = Awaited<ReturnType<Feed['open']>>;
type End = { kind: 'closed'; good: boolean; retry: number } | { kind: 'failed'; failure: Failure } | { kind: 'silent' };

/** What the follower waits for at the moment, and in how many milliseconds it is due. */
class Expectation {
  readonly #due: number;
  readonly #begun = new Stopwatch();

  constructor(due: number) {
    this.#due = due;
  }

  /** Negative if it is overdue. */
  remaining(): number {
    return this.#due - this.#begun.elapsed();
  }
}

/** Keeps a feed open until it is stopped, whatever happens to the connection. */
export class Follower {
  readonly #feed: Feed;
  readonly #onLink: (link: Link) => void;
  readonly #timing: typeof TIMING;
  readonly #stop = new AbortController();
  readonly #pause = new Pause();
  #connection = new AbortController();
  #failures = 0;
  #silences = 0;
  #hurry = false;
  #replacing = false;
  #expected: Expectation | undefined;
  #check: ReturnType<typeof setTimeout> | undefined;

  constructor(feed: Feed, onLink: (link: Link) => void, timing = TIMING) {
    this.#feed = feed;
    this.#onLink = (link) => {
      if (!this.#stop.signal.aborted) onLink(link);
    };
    this.#timing = timing;
    void this.#run();
  }

  stop(): void {
    this.#stop.abort();
    this.#connection.abort();
    clearTimeout(this.#check);
  }

  /** Tries at once, should it be waiting. */
  wake(): void {
    this.#pause.wake();
  }

  /** Gives up the present connection, which may be dead without knowing it, and makes another at once. */
  reconnect(): void {
    this.#hurry = true;
    this.#connection.abort();
    this.#pause.wake();
  }

  /**
   * The connection may have died unnoticed, as during a sleep. If it has been quiet for longer than the server ever is, it
   * is replaced at once; otherwise as soon as it has.
   */
  probe(): void {
    const expected = this.#expected;
    clearTimeout(this.#check);
    if (!expected) return;
    const remaining = expected.remaining();
    if (remaining <= 0) this.#replace();
    else this.#check = setTimeout(() => this.#expected === expected && this.#replace(), remaining);
  }

  #replace(): void {
    this.#replacing = true;
    this.reconnect();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let end = await this.#try(); !signal.aborted; end = await this.#try()) {
      this.#silences = end.kind === 'silent' ? this.#silences + 1 : 0;
      this.#failures = end.kind === 'closed' && end.good ? 0 : this.#failures + 1;
      if (this.#silences === SILENT_BEFORE_POLLING) continue;
      if (end.kind === 'failed' && end.failure.status === 410) await this.#feed.restart();
      this.#onLink('waiting');
      if (!this.#hurry) await this.#sleep(this.#waitAfter(end));
      this.#hurry = false;
    }
  }

  async #try(): Promise<End> {
    if (this.#stop.signal.aborted) return { kind: 'closed', good: true, retry: 0 };
    return await (this.#silences < SILENT_BEFORE_POLLING ? this.#stream() : this.#poll());
  }

  /** A stream that the server closed (its token expired, a replica stops) is opened again almost at once. */
  #waitAfter(end: End): number {
    if (end.kind === 'closed') return backoff(this.#failures - 1, end.retry);
    return backoff(this.#failures, end.kind === 'failed' ? end.failure.retryAfter : 0);
  }

  async #stream(): Promise<End> {
    this.#onLink('connecting');
    const connection = new AbortController();
    this.#connection = connection;
    const replaces = this.#replacing;
    this.#replacing = false;
    const silence = replaces ? this.#timing.replacementSilence : this.#timing.firstSilence;
    this.#expected = new Expectation(silence);
    const timer = setTimeout(() => connection.abort(new SilenceError()), silence);
    try {
      const opened = await this.#feed.open(connection.signal);
      clearTimeout(timer);
      const end = await this.#follow(opened, silence, connection.signal);
      return end.kind === 'silent' && replaces ? { kind: 'closed', good: false, retry: 0 } : end;
    } finally {
      clearTimeout(timer);
      this.#expected = undefined;
      connection.abort();
    }
  }

  async #follow(opened: Opened, firstSilence: number, signal: AbortSignal): Promise<End> {
    if (opened.ok && opened.data) return await this.#read(opened.data, firstSilence, signal);
    if (opened.ok) return { kind: 'closed', good: false, retry: 0 };
    return signal.reason instanceof SilenceError ? { kind: 'silent' } : { kind: 'failed', failure: opened.failure };
  }

  async #read(body: ReadableStream<Uint8Array>, firstSilence: number, signal: AbortSignal): Promise<End> {
    const { laterSilence, suspectSilence, good } = this.#timing;
    const age = new Stopwatch();
    let retry = 0;
    let heard = false;
    try {
      for await (const batch of readEvents(body, { first: firstSilence, later: laterSilence }, signal)) {
        retry = batch.retry ?? 0;
        heard = true;
        this.#expected = new Expectation(suspectSilence);
        this.#onLink('live');
        this.#feed.receive(batch.events);
      }
    } catch (error) {
      if (error instanceof SilenceError && !heard) return { kind: 'silent' };
    }
    return { kind: 'closed', good: age.elapsed() >= good, retry };
  }

  /** Asks until streaming deserves another try, or until asking fails too: then it is not the streams' fault. */
  async #poll(): Promise<End> {
    const age = new Stopwatch();
    while (!this.#stop.signal.aborted && age.elapsed() < this.#timing.polling) {
      const result = await this.#feed.poll();
      if (!result.ok) return { kind: 'failed', failure: result.failure };
      this.#onLink('polling');
      await this.#sleep(this.#feed.interval * (0.9 + Math.random() / 5));
    }
    return { kind: 'closed', good: true, retry: 0 };
  }

  async #sleep(milliseconds: number): Promise<void> {
    this.#expected = new Expectation(milliseconds);
    await this.#pause.sleep(milliseconds, this.#stop.signal);
    this.#expected = undefined;
  }
}
