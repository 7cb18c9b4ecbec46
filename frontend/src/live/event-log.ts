import { deadline, type Api } from '../api/client.ts';
import { attempt, type Failure, type Result } from '../api/result.ts';
import type { ChatEvent } from '../api/types.ts';
import { requestEvents } from './event-types.ts';

/** Consecutive events of the log: all after the position `from`, up to `to`; none if those are of other rooms. */
export interface EventBatch {
  from: number;
  to: number;
  events: readonly ChatEvent[];
  /** They are those of all rooms of the user. Otherwise of `general` alone: of a replica of the release before. */
  mine?: true;
}

interface EventLogOptions {
  /** Loads the state that the events continue, and returns its position; undefined if the session ended meanwhile. */
  load: () => Promise<number | undefined>;
  /** Whether the loaded state has all rooms of the user. */
  isWhole: () => boolean;
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
  #whole = true;
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

  /** Whether all events of the user's rooms up to the cursor are known, not those of `general` alone. */
  get isWhole(): boolean {
    return this.#whole;
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
    this.#whole = this.#options.isWhole();
    this.#loaded = true;
  }

  /** Takes the events of this tab's own stream, which continue from its cursor. */
  take(batch: EventBatch): void {
    if (this.#loaded) this.#take(batch);
  }

  /** Applies events of another tab. If something is missing before them or among them, this tab requests it. */
  apply(batch: EventBatch): void {
    if (!this.#loaded || batch.to <= this.#cursor) return;
    if (batch.mine && !this.#whole) void this.load();
    else if (batch.from > this.#cursor || (!batch.mine && this.#options.isWhole())) void this.catchUp();
    else this.#take(batch);
  }

  /** Requests the events after the cursor, page by page. */
  catchUp(): Promise<Result<unknown>> {
    this.#catchingUp ??= this.#catchUp().finally(() => (this.#catchingUp = undefined));
    return this.#catchingUp;
  }

  async #catchUp(): Promise<Result<unknown>> {
    for (;;) {
      let mine = false as boolean;
      const result = await requestEvents((kinds) => {
        mine = kinds.rooms === 'mine';
        const query = { after: this.#cursor, limit: PAGE, ...kinds };
        return attempt(this.#api.GET('/events', { params: { query }, signal: deadline() }));
      });
      if (!result.ok) {
        if (isForeign(result.failure)) await this.load();
        return result;
      }
      if (mine && !this.#whole) {
        await this.load();
        return result;
      }
      const { events, cursor, hasMore } = result.data;
      this.#take({ from: this.#cursor, to: cursor, events, ...(mine && { mine }) });
      if (!hasMore || this.#stopped) return result;
    }
  }

  #take({ to, events, mine }: EventBatch): void {
    if (to <= this.#cursor) return;
    if (!mine) this.#whole = false;
    const missing = events.filter(({ seq }) => seq > this.#cursor);
    const fresh: EventBatch = { from: this.#cursor, to, events: missing, ...(mine && { mine }) };
    this.#cursor = to;
    this.#options.onBatch(fresh);
  }
}

/** The cursor belongs to another database. */
const isForeign = ({ status }: Failure) => status === 410;
