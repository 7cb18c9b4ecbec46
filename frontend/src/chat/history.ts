import { deadline, type Api } from '../api/client.ts';
import { attempt, type Failure, type Result } from '../api/result.ts';
import type { ChatEvent, Message } from '../api/types.ts';
import { Observable } from '../state/observable.ts';
import { backoff, Pause } from '../stream/backoff.ts';
import { MessageLog } from './message-log.ts';

/** Events that follow each other in the log: everything after `from` up to `to`. */
export interface Batch {
  from: number;
  to: number;
  events: readonly ChatEvent[];
}

export interface HistoryView {
  /** `failed` is tried again by itself. */
  status: 'loading' | 'ready' | 'failed';
  messages: readonly Message[];
  hasOlder: boolean;
  older: 'idle' | 'loading' | 'failed';
}

const EMPTY: HistoryView = { status: 'loading', messages: [], hasOlder: false, older: 'idle' };
const PAGE = 50;
/** A catch-up page; the contract allows as many. */
const EVENTS = 500;
const KEPT = 500;

/** What this tab knows of the room: pages of history behind, events ahead, and how far the events are known. */
export class History {
  readonly view = new Observable<HistoryView>(EMPTY);
  readonly #api: Api;
  readonly #log = new MessageLog();
  readonly #pause = new Pause();
  readonly #stop = new AbortController();
  readonly #onBatch: (batch: Batch) => void;
  #cursor = 0;
  #catchingUp: Promise<Result<unknown>> | undefined;

  /** `onBatch` is told every batch that was new here, wherever it came from. */
  constructor(api: Api, onBatch: (batch: Batch) => void) {
    this.#api = api;
    this.#onBatch = onBatch;
  }

  /** Every event up to this position is known. */
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

  /** Takes events in. Where some before them are missing, this tab asks for them itself. */
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

  /** A message that an answer to the person's own call brought, asked for when the log had reached the position `at`. */
  merge(message: Message, at = message.seq): void {
    this.#log.merge([message], at);
    this.#show({});
  }

  /** Forgets the oldest of very many; they load again when somebody scrolls up to them. */
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
    this.#log.apply(fresh.events);
    this.#show({});
    this.#onBatch(fresh);
  }

  #show(change: Partial<Pick<HistoryView, 'status' | 'older'>>): void {
    const { messages, start } = this.#log;
    this.view.value = { ...this.view.value, ...change, messages, hasOlder: start > 0 };
  }
}

/** The cursor is of another database. */
const isForeign = ({ status }: Failure) => status === 410;
