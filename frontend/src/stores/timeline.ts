import { deadline, type Api } from '../api/client.ts';
import { attempt, type Failure, type Result } from '../api/result.ts';
import type { ChatEvent, Message } from '../api/types.ts';
import { signal } from '@preact/signals-core';
import { backoff, Pause } from '../state/backoff.ts';
import { MessageLog } from './message-log.ts';

/** Consecutive events of the log: all after the position `from`, up to `to`; none if those are of other rooms. */
export interface Batch {
  from: number;
  to: number;
  events: readonly ChatEvent[];
}

export interface TimelineView {
  /** After `failed`, loading is retried automatically. */
  status: 'loading' | 'ready' | 'failed';
  messages: readonly Message[];
  hasOlder: boolean;
  older: 'idle' | 'loading' | 'failed';
}

const EMPTY: TimelineView = { status: 'loading', messages: [], hasOlder: false, older: 'idle' };
const PAGE = 50;
/** The page size of a catch-up: the contract's maximum. */
const EVENTS = 500;
const KEPT = 500;

/** The messages that this tab knows: pages of history, the events since then, and the cursor. */
export class Timeline {
  readonly view = signal<TimelineView>(EMPTY);
  readonly #api: Api;
  readonly #log = new MessageLog();
  readonly #pause = new Pause();
  readonly #stop = new AbortController();
  readonly #onBatch: (batch: Batch) => void;
  #cursor = 0;
  #catchingUp: Promise<Result<unknown>> | undefined;

  /** `onBatch` receives every batch that was new to this tab, from the stream or from another tab. */
  constructor(api: Api, onBatch: (batch: Batch) => void) {
    this.#api = api;
    this.#onBatch = onBatch;
  }

  /** All events up to this position are known. */
  get cursor(): number {
    return this.#cursor;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Loads the newest page, with retries. */
  async load(): Promise<void> {
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted; failures += 1) {
      const result = await attempt(
        this.#api.GET('/messages', { params: { query: { limit: PAGE } }, signal: deadline() }),
      );
      if (result.ok) {
        this.#log.begin(result.data);
        this.#cursor = result.data.cursor;
        this.#show({ status: 'ready', older: 'idle' });
        return;
      }
      this.#show({ status: 'failed' });
      await this.#pause.sleep(backoff(failures + 1, result.failure.retryAfter), signal);
    }
  }

  /** Retries immediately if loading has failed. */
  retry(): void {
    this.#pause.wake();
  }

  async loadOlder(): Promise<void> {
    const { status, hasOlder, older } = this.view.value;
    if (status !== 'ready' || !hasOlder || older === 'loading') return;
    const before = this.#log.start;
    this.#log.expectOlder();
    this.#show({ older: 'loading' });
    const query = { before, limit: PAGE };
    const result = await attempt(this.#api.GET('/messages', { params: { query }, signal: deadline() }));
    this.#log.takeOlder(before, result.ok ? result.data : undefined);
    this.#show({ older: result.ok ? 'idle' : 'failed' });
  }

  /** Applies events. If there is a gap before them, this tab requests the missing events. */
  apply(batch: Batch): void {
    if (this.view.value.status !== 'ready' || batch.to <= this.#cursor) return;
    if (batch.from > this.#cursor) void this.catchUp();
    else this.#take(batch);
  }

  /** Requests the events after the cursor, page by page. */
  catchUp(): Promise<Result<unknown>> {
    this.#catchingUp ??= this.#catchUp().finally(() => (this.#catchingUp = undefined));
    return this.#catchingUp;
  }

  /** Merges a message from the response to the user's own request, sent when the log position was `at`. */
  merge(message: Message, at = message.seq): void {
    this.#log.merge([message], at);
    this.#show({});
  }

  /** Drops the oldest of very many messages; they are loaded again when the user scrolls up. */
  trim(): void {
    if (this.#log.messages.length < 2 * KEPT) return;
    this.#log.keepNewest(KEPT);
    this.#show({});
  }

  async #catchUp(): Promise<Result<unknown>> {
    for (;;) {
      const query = { after: this.#cursor, limit: EVENTS };
      const result = await attempt(this.#api.GET('/events', { params: { query }, signal: deadline() }));
      if (!result.ok) {
        if (isForeign(result.failure)) await this.load();
        return result;
      }
      const { events, cursor, hasMore } = result.data;
      this.#take({ from: this.#cursor, to: cursor, events });
      if (!hasMore || this.#stop.signal.aborted) return result;
    }
  }

  #take({ to, events }: Batch): void {
    if (to <= this.#cursor) return;
    const fresh = { from: this.#cursor, to, events: events.filter(({ seq }) => seq > this.#cursor) };
    this.#cursor = to;
    if (fresh.events.length > 0) {
      this.#log.apply(fresh.events);
      this.#show({});
    }
    this.#onBatch(fresh);
  }

  #show(change: Partial<Pick<TimelineView, 'status' | 'older'>>): void {
    const { messages, start } = this.#log;
    this.view.value = { ...this.view.value, ...change, messages, hasOlder: start > 0 };
  }
}

/** The cursor belongs to another database. */
const isForeign = ({ status }: Failure) => status === 410;
