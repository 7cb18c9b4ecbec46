import type { ChatEvent, Message } from '../api/types.ts';

/** Messages that follow each other, of which `hasMore` older ones are left. */
export interface Page {
  messages: readonly Message[];
  hasMore: boolean;
}

/**
 * The messages known so far, in the log's order and without a gap. Pages of history, events of the stream and answers
 * to the person's own calls arrive in any order and more than once; whatever the order, the same messages stand here in
 * the end.
 */
export class MessageLog {
  #messages: readonly Message[] = [];
  #start = 0;
  /** What became of older messages while a page that may hold them is on its way. */
  #early: Map<string, Message> | undefined;
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
  begin({ messages, hasMore }: Page): void {
    this.#messages = [];
    this.#clearedBefore = 0;
    this.#early = undefined;
    this.#start = startOf(messages, hasMore);
    this.merge(messages);
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
    this.merge([...page.messages, ...early]);
  }

  apply(events: readonly ChatEvent[]): void {
    const messages: Message[] = [];
    for (const { type, seq, message } of events) {
      if (message) messages.push(message);
      if (type === 'cleared') this.#clear(seq, messages);
    }
    this.merge(messages);
  }

  /** What is older than the start is let go: it comes with its page. */
  merge(messages: readonly Message[]): void {
    const byId = new Map(this.#messages.map((message) => [message.id, message]));
    let changed = false;
    for (const message of messages) {
      const known = message.seq < this.#start ? this.#early : byId;
      known?.set(message.id, newer(known.get(message.id), this.#cleared(message)));
      changed ||= known === byId;
    }
    if (changed) this.#messages = [...byId.values()].sort((one, other) => one.seq - other.seq);
  }

  /** Forgets all but the newest: a page that stays open for weeks does not grow for weeks. */
  keepNewest(count: number): void {
    if (this.#messages.length <= count) return;
    this.#messages = this.#messages.slice(-count);
    this.#start = startOf(this.#messages, true);
    this.#early = undefined;
  }

  #clear(seq: number, arriving: Message[]): void {
    this.#clearedBefore = Math.max(this.#clearedBefore, seq);
    this.#messages = this.#messages.map((message) => this.#cleared(message));
    arriving.splice(0, arriving.length, ...arriving.map((message) => this.#cleared(message)));
  }

  #cleared(message: Message): Message {
    if (message.deletedAt !== undefined || message.seq >= this.#clearedBefore) return message;
    return { ...message, message: '', deletedAt: message.editedAt ?? message.timestamp };
  }
}

function startOf(messages: readonly Message[], hasMore: boolean): number {
  return hasMore ? (messages[0]?.seq ?? 0) : 0;
}

/** Deleted is final; of two edits the later one holds. */
function newer(known: Message | undefined, arrived: Message): Message {
  if (known === undefined || arrived.deletedAt !== undefined) return arrived;
  if (known.deletedAt !== undefined) return known;
  return (arrived.editedAt ?? '') >= (known.editedAt ?? '') ? arrived : known;
}
