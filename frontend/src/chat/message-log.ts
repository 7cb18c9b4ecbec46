import type { ChatEvent, Message } from '../api/types.ts';

/**
 * The messages known so far, in the log's order. Pages of history, events of the stream and answers to the person's
 * own calls arrive in any order and more than once; whatever the order, the same messages stand here in the end.
 */
export class MessageLog {
  #messages: readonly Message[] = [];
  /** Every message before this position is deleted, also one that arrives later from an older page. */
  #clearedBefore = 0;

  /** In order; another array after every change. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  apply(events: readonly ChatEvent[]): void {
    const messages: Message[] = [];
    for (const { type, seq, message } of events) {
      if (message) messages.push(message);
      if (type === 'cleared') this.#clear(seq, messages);
    }
    this.merge(messages);
  }

  merge(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    const byId = new Map(this.#messages.map((message) => [message.id, message]));
    for (const message of messages) byId.set(message.id, newer(byId.get(message.id), this.#cleared(message)));
    this.#messages = [...byId.values()].sort((one, other) => one.seq - other.seq);
  }

  /** Forgets all but the newest: a page that stays open for weeks does not grow for weeks. */
  keepNewest(count: number): void {
    if (this.#messages.length > count) this.#messages = this.#messages.slice(-count);
  }

  /** The server's log is another one: nothing known holds. */
  reset(): void {
    this.#messages = [];
    this.#clearedBefore = 0;
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

/** Deleted is final; of two edits the later one holds. */
function newer(known: Message | undefined, arrived: Message): Message {
  if (known === undefined || arrived.deletedAt !== undefined) return arrived;
  if (known.deletedAt !== undefined) return known;
  return (arrived.editedAt ?? '') >= (known.editedAt ?? '') ? arrived : known;
}
