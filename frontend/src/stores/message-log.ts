import type { ChatEvent, Message } from '../api/types.ts';

/** A page of consecutive messages as of the log position `cursor`; `hasMore`: there are older ones. */
export interface Page {
  messages: readonly Message[];
  hasMore: boolean;
  cursor: number;
}

/** A message with all changes up to the log position `at` applied, and perhaps later ones. */
interface State {
  message: Message;
  at: number;
}

/**
 * The known messages, in log order and without gaps. Timeline pages, stream events and responses to the user's own
 * requests may arrive in any order and more than once; the result is the same for every order.
 */
export class MessageLog {
  /** By message id. */
  #known = new Map<string, State>();
  /** In log order; made when it is asked for, since many events may arrive at once. */
  #messages: readonly Message[] | undefined = [];
  #start = 0;
  /** Changes to older messages that arrive while their page is being loaded. */
  #early: Map<string, State> | undefined;
  /** Every message before this position is deleted, including those of pages that arrive later. */
  #clearedBefore = 0;

  /** In log order; a new array after every change. */
  get messages(): readonly Message[] {
    this.#messages ??= Array.from(this.#known.values(), ({ message }) => message).sort(
      (one, other) => one.seq - other.seq,
    );
    return this.#messages;
  }

  /** All messages from this position on are known; 0 if there are no older ones. */
  get start(): number {
    return this.#start;
  }

  /** Replaces everything with the newest page: it may be of another log. */
  begin({ messages, hasMore, cursor }: Page): void {
    this.#messages = undefined;
    this.#known.clear();
    this.#clearedBefore = 0;
    this.#early = undefined;
    this.#start = startOf(messages, hasMore);
    this.merge(messages, cursor);
  }

  /** Call before requesting the page of older messages. */
  expectOlder(): void {
    this.#early = new Map();
  }

  /** Adds the requested page, or nothing if the request failed or the start has moved meanwhile. */
  takeOlder(before: number, page: Page | undefined): void {
    if (before !== this.#start) return;
    const early = this.#early?.values() ?? [];
    this.#early = undefined;
    if (!page) return;
    this.#start = startOf(page.messages, page.hasMore);
    this.#take([...statesAt(page.cursor, page.messages), ...early]);
  }

  apply(events: readonly ChatEvent[]): void {
    for (const { type, seq } of events) if (type === 'cleared') this.#clear(seq);
    this.#take(events.flatMap((event) => ('message' in event ? [{ message: event.message, at: event.seq }] : [])));
  }

  /** Merges messages that were read as of the log position `at` or later. */
  merge(messages: readonly Message[], at: number): void {
    this.#take(statesAt(at, messages));
  }

  /** Drops all but the newest messages, so that a page that stays open for weeks does not keep growing. */
  keepNewest(count: number): void {
    const { messages } = this;
    if (messages.length <= count) return;
    for (const { id } of messages.slice(0, -count)) this.#known.delete(id);
    this.#messages = messages.slice(-count);
    this.#start = startOf(this.#messages, true);
    this.#early = undefined;
  }

  /** Messages older than the start are dropped: they arrive with their page. */
  #take(states: Iterable<State>): void {
    for (const { message, at } of states) {
      // Whatever happened to it up to `asOf` it includes.
      const arrived = { message: this.#cleared(message), at: Math.max(at, message.asOf ?? 0) };
      const { id } = message;
      if (message.seq < this.#start) {
        this.#early?.set(id, later(this.#early.get(id), arrived));
        continue;
      }
      this.#known.set(id, later(this.#known.get(id), arrived));
      this.#messages = undefined;
    }
  }

  #clear(seq: number): void {
    this.#clearedBefore = Math.max(this.#clearedBefore, seq);
    for (const [id, { message, at }] of this.#known) this.#known.set(id, { message: this.#cleared(message), at });
    this.#messages = undefined;
  }

  #cleared(message: Message): Message {
    if (message.deletedAt !== undefined || message.seq >= this.#clearedBefore) return message;
    return { ...message, message: '', deletedAt: message.editedAt ?? message.timestamp };
  }
}

function startOf(messages: readonly Message[], hasMore: boolean): number {
  return hasMore ? (messages[0]?.seq ?? 0) : 0;
}

function statesAt(at: number, messages: readonly Message[]): State[] {
  return messages.map((message) => ({ message, at }));
}

/**
 * Deletion is final. Of two edits the one later in the log wins, regardless of timestamps: a clock may be set back.
 */
function later(known: State | undefined, arrived: State): State {
  if (known === undefined || arrived.message.deletedAt !== undefined) return arrived;
  if (known.message.deletedAt !== undefined) return known;
  return arrived.at >= known.at ? arrived : known;
}
