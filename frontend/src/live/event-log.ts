import { deadline, type Api } from '../api/client.ts';
import { attempt, type Failure, type Result } from '../api/result.ts';
import type { ChatEvent } from '../api/types.ts';
import { requestEvents } from './event-types.ts';

/** Consecutive events of the log: all after the position `from`, up to `to`; none if those are of other rooms. */
export interface EventBatch {
  from: number;
  to: number;
  events: readonly ChatEvent[];
}

interface EventLogOptions {
  /** Loads the state that the events continue, and returns its position; undefined if the session ended meanwhile. */
  load: () => Promise<number | undefined>;
  /** Receives every batch that was new to this tab, from the stream or from another tab. */
  onBatch: (batch: EventBatch) => void;
}

/** The page size of a catch-up: the contract's maximum. */
const PAGE = 500;

/** This tab's position in the server's log of events, which is one for all rooms. */
export class EventLog {
  readonly #api: Api;
  readonly #options: EventLogOptions;
  #cursor = 0;
  #loaded = false;
  #stopped = false;
  #catchingUp: Promise<Result<unknown>> | undefined;

  constructor(api: Api, options: EventLogOptions) {
    this.#api = api;
    this.#options = options;
  }

  /** All events up to this position are known. */
  get cursor(): number {
    return this.#cursor;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Loads the state, and continues from its position. */
  async load(): Promise<void> {
    this.#loaded = false;
    const position = await this.#options.load();
    if (position === undefined) return;
    this.#cursor = position;
    this.#loaded = true;
  }

  /** Applies events. If there is a gap before them, this tab requests the missing events. */
  apply(batch: EventBatch): void {
    if (!this.#loaded || batch.to <= this.#cursor) return;
    if (batch.from > this.#cursor) void this.catchUp();
    else this.#take(batch);
  }

  /** Requests the events after the cursor, page by page. */
  catchUp(): Promise<Result<unknown>> {
    this.#catchingUp ??= this.#catchUp().finally(() => (this.#catchingUp = undefined));
    return this.#catchingUp;
  }

  async #catchUp(): Promise<Result<unknown>> {
    for (;;) {
      const result = await requestEvents((types) => {
        const query = { after: this.#cursor, limit: PAGE, ...types };
        return attempt(this.#api.GET('/events', { params: { query }, signal: deadline() }));
      });
      if (!result.ok) {
        if (isForeign(result.failure)) await this.load();
        return result;
      }
      const { events, cursor, hasMore } = result.data;
      this.#take({ from: this.#cursor, to: cursor, events });
      if (!hasMore || this.#stopped) return result;
    }
  }

  #take({ to, events }: EventBatch): void {
    if (to <= this.#cursor) return;
    const fresh = { from: this.#cursor, to, events: events.filter(({ seq }) => seq > this.#cursor) };
    this.#cursor = to;
    this.#options.onBatch(fresh);
  }
}

/** The cursor belongs to another database. */
const isForeign = ({ status }: Failure) => status === 410;
