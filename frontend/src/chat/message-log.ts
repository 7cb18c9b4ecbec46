import type { ChatEvent, Message } from '../api/types.ts';

/** Messages that follow each other, of which `hasMore` older ones are left, as they were at the log's position `cursor`. */
export interface Page {
  messages: readonly Message[];
  hasMore: boolean;
  cursor: number;
}

/** A message in which everything up to the log's position `at` has been done, and perhaps more. */
interface State {
  message: Message;
  at: number;
}

/**
 * The messages known so far, in the log's order and without a gap. Pages of history, events of the stream and answers
 * to the person's own calls arrive in any order and more than once; whatever the order, the same messages stand here in
 * the end.
 */
export class MessageLog {
  #messages: readonly Message[] = [];
  /** By id; the positions that these messages were read at. */
  #positions = new Map<string, number>();
  #start = 0;
  /** What became of older messages while a page that may hold them is on its way. */
  #early: Map<string, State> | undefined;
  /** Every message before this position is deleted, also one that arrives later from an older page. */
  #clearedBefore = 0;

  /** In order; another array after every change. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** From this position on every message is here; 0 where there are none before. */
  get start(): number {
    return this.#start;
  }

  /** Forgets everything and begins with the newest page: the server's log may be another one. */
  begin({ messages, hasMore, cursor }: Page): void {
    this.#messages = [];
    this.#positions.clear();
    this.#clearedBefore = 0;
    this.#early = undefined;
    this.#start = startOf(messages, hasMore);
    this.merge(messages, cursor);
  }

  /** The page before the start is about to be asked for. */
  expectOlder(): void {
    this.#early = new Map();
  }

  /** The page before a position has come, or not. It is of no use where the start has moved meanwhile. */
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
    this.#take(events.flatMap(({ seq, message }) => (message ? [{ message, at: seq }] : [])));
  }

  /** Takes in messages that were read when the log had reached at least the position `at`. */
  merge(messages: readonly Message[], at: number): void {
    this.#take(statesAt(at, messages));
  }

  /** Forgets all but the newest: a page that stays open for weeks does not grow for weeks. */
  keepNewest(count: number): void {
    if (this.#messages.length <= count) return;
    for (const { id } of this.#messages.slice(0, -count)) this.#positions.delete(id);
    this.#messages = this.#messages.slice(-count);
    this.#start = startOf(this.#messages, true);
    this.#early = undefined;
  }

  /** What is older than the start is let go: it comes with its page. */
  #take(states: Iterable<State>): void {
    const byId = new Map(this.#messages.map((message) => [message.id, message]));
    let changed = false;
    for (const { message, at } of states) {
      const arrived = { message: this.#cleared(message), at };
      const { id } = message;
      if (message.seq < this.#start) {
        this.#early?.set(id, later(this.#early.get(id), arrived));
        continue;
      }
      const known = byId.get(id);
      const state = later(known && { message: known, at: this.#positions.get(id) ?? 0 }, arrived);
      byId.set(id, state.message);
      this.#positions.set(id, state.at);
      changed = true;
    }
    if (changed) this.#messages = [...byId.values()].sort((one, other) => one.seq - other.seq);
  }

  #clear(seq: number): void {
    this.#clearedBefore = Math.max(this.#clearedBefore, seq);
    this.#messages = this.#messages.map((message) => this.#cleared(message));
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
 * Deleted is final; of two edits the one further on in the log holds, whatever the server's clock said: a clock may be
 * set back.
 */
function later(known: State | undefined, arrived: State): State {
  if (known === undefined || arrived.message.deletedAt !== undefined) return arrived;
  if (known.message.deletedAt !== undefined) return known;
  return arrived.at >= known.at ? arrived : known;
}
