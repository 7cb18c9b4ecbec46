import type { Failure, Result } from '../api/result.ts';
import { Stopwatch } from '../state/stopwatch.ts';
import { backoff, Pause } from '../state/backoff.ts';
import type { ConnectionStatus } from '../state/connection-status.ts';
import { readEvents, SilenceError } from './read-events.ts';
import type { SseEvent } from './event-stream-parser.ts';

/** A source of events: read as a stream, or polled if streams are blocked. */
export interface Feed {
  open: (signal: AbortSignal) => Promise<Result<ReadableStream<Uint8Array> | null>>;
  /** Called for every chunk; all events up to `lastEventId` have arrived. */
  receive: (events: SseEvent[], lastEventId: string) => void;
  poll: () => Promise<Result<unknown>>;
  /** The polling interval in milliseconds. */
  interval: number;
  /** Called if the cursor does not belong to this server's log: loads everything again. */
  restart: () => Promise<void>;
}

/** In milliseconds. The server sends data as soon as a stream opens, and then a heartbeat every 15 s. */
const TIMING = {
  firstSilence: 10_000,
  laterSilence: 40_000,
  /** The limit for a connection that may have died: the heartbeat interval and 2 s of latency. */
  suspectSilence: 17_000,
  /** The limit for the first byte of a replacement. Its timeout does not count as a blocked stream. */
  replacementSilence: 5_000,
  /** After a stream that lived this long, the backoff starts again. */
  good: 10_000,
  /** How long to poll before trying to stream again. */
  polling: 5 * 60_000,
};
const SILENT_BEFORE_POLLING = 2;

type Opened = Awaited<ReturnType<Feed['open']>>;
type End = { kind: 'closed'; good: boolean; retry: number } | { kind: 'failed'; failure: Failure } | { kind: 'silent' };

/** The deadline of what the follower currently waits for. It survives a sleep, unlike a timer. */
class Deadline {
  readonly #limit: number;
  readonly #begun = new Stopwatch();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** In milliseconds; negative once it has passed. */
  remaining(): number {
    return this.#limit - this.#begun.elapsed();
  }
}

/** Keeps a feed connected until it is stopped: reconnects with backoff, and falls back to polling. */
export class Follower {
  readonly #feed: Feed;
  readonly #onStatus: (status: ConnectionStatus) => void;
  readonly #timing: typeof TIMING;
  readonly #stop = new AbortController();
  readonly #pause = new Pause();
  #connection = new AbortController();
  #failures = 0;
  #silences = 0;
  #reconnectNow = false;
  #replacing = false;
  #deadline: Deadline | undefined;
  #check: ReturnType<typeof setTimeout> | undefined;

  constructor(feed: Feed, onStatus: (status: ConnectionStatus) => void, timing = TIMING) {
    this.#feed = feed;
    this.#onStatus = (status) => {
      if (!this.#stop.signal.aborted) onStatus(status);
    };
    this.#timing = timing;
    void this.#run();
  }

  stop(): void {
    this.#stop.abort();
    this.#connection.abort();
    clearTimeout(this.#check);
  }

  /** Ends a backoff early. */
  wake(): void {
    this.#pause.wake();
  }

  /** Replaces the current connection, which may be half-open, immediately. */
  reconnect(): void {
    this.#reconnectNow = true;
    this.#connection.abort();
    this.#pause.wake();
  }

  /**
   * Checks a connection that may be half-open, for instance after a sleep. If nothing arrived for longer than the
   * heartbeat interval, it is replaced immediately; otherwise as soon as its heartbeat is overdue.
   */
  probe(): void {
    const deadline = this.#deadline;
    clearTimeout(this.#check);
    if (!deadline) return;
    const remaining = deadline.remaining();
    if (remaining <= 0) this.#replace();
    else this.#check = setTimeout(() => this.#deadline === deadline && this.#replace(), remaining);
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
      this.#onStatus('waiting');
      if (!this.#reconnectNow) await this.#sleep(this.#waitAfter(end));
      this.#reconnectNow = false;
    }
  }

  async #try(): Promise<End> {
    if (this.#stop.signal.aborted) return { kind: 'closed', good: true, retry: 0 };
    return await (this.#silences < SILENT_BEFORE_POLLING ? this.#stream() : this.#poll());
  }

  /** If the server closed the stream (the token expired, a replica stops), the first delay is short. */
  #waitAfter(end: End): number {
    if (end.kind === 'closed') return backoff(this.#failures - 1, end.retry);
    return backoff(this.#failures, end.kind === 'failed' ? end.failure.retryAfter : 0);
  }

  async #stream(): Promise<End> {
    this.#onStatus('connecting');
    const connection = new AbortController();
    this.#connection = connection;
    const replaces = this.#replacing;
    this.#replacing = false;
    const silence = replaces ? this.#timing.replacementSilence : this.#timing.firstSilence;
    this.#deadline = new Deadline(silence);
    const timer = setTimeout(() => connection.abort(new SilenceError()), silence);
    try {
      const opened = await this.#feed.open(connection.signal);
      clearTimeout(timer);
      const end = await this.#follow(opened, silence, connection.signal);
      return end.kind === 'silent' && replaces ? { kind: 'closed', good: false, retry: 0 } : end;
    } finally {
      clearTimeout(timer);
      this.#deadline = undefined;
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
    let received = false;
    try {
      for await (const batch of readEvents(body, { first: firstSilence, later: laterSilence }, signal)) {
        retry = batch.retry ?? 0;
        received = true;
        this.#deadline = new Deadline(suspectSilence);
        this.#onStatus('live');
        this.#feed.receive(batch.events, batch.lastEventId);
      }
    } catch (error) {
      if (error instanceof SilenceError && !received) return { kind: 'silent' };
    }
    return { kind: 'closed', good: age.elapsed() >= good, retry };
  }

  /** Polls until it is time to try streaming again, or until polling fails too: then streaming is not the cause. */
  async #poll(): Promise<End> {
    const age = new Stopwatch();
    while (!this.#stop.signal.aborted && age.elapsed() < this.#timing.polling) {
      const result = await this.#feed.poll();
      if (!result.ok) return { kind: 'failed', failure: result.failure };
      this.#onStatus('polling');
      await this.#sleep(this.#feed.interval * (0.9 + Math.random() / 5));
    }
    return { kind: 'closed', good: true, retry: 0 };
  }

  async #sleep(milliseconds: number): Promise<void> {
    this.#deadline = new Deadline(milliseconds);
    await this.#pause.sleep(milliseconds, this.#stop.signal);
    this.#deadline = undefined;
  }
}
