import type { Failure, Result } from '../api/result.ts';
import type { Message } from '../api/types.ts';
import { signal } from '@preact/signals-core';
import { later, type Later } from '../state/timer.ts';
import { uuid } from '../text/uuid.ts';
import type { NewMessage, Outgoing, QueuedMessage } from './entry.ts';
import { OutboxLane } from './outbox-lane.ts';
import type { OutboxStorage, RoomlessMessage } from './outbox-storage.ts';

export interface OutboxOptions {
  storage: OutboxStorage;
  send: (item: QueuedMessage) => Promise<Result<Message>>;
  /** The message is in the log. */
  onSent: (message: Message) => void;
  /** Whether the server is reachable by other requests. */
  connected?: () => boolean;
  now?: () => number;
  later?: Later;
}

/**
 * Sends one message of a room at a time, in the order typed, until the server has accepted or refused it: one that is
 * stuck delays those of no other room. The leading tab sends; if two tabs lead for a moment, each still sends one message
 * at a time, so the order is kept. A message that could not be stored is known to one tab only: that tab sends it,
 * leading or not.
 */
export class Outbox {
  readonly items = signal<readonly Outgoing[]>([]);
  /** The number of unsent messages of an earlier session of this name. */
  readonly leftovers = signal(0);
  readonly #options: Required<OutboxOptions>;
  /** By room. */
  readonly #lanes = new Map<string, OutboxLane>();
  #leading = false;
  #stopped = false;

  constructor(options: OutboxOptions) {
    this.#options = { now: () => Date.now(), later, connected: () => true, ...options };
    this.reload();
  }

  /** Queues a message. */
  add(message: NewMessage): void {
    this.#put({ ...message, id: uuid() });
  }

  /** Queues a refused message again, at the end. It gets a new id if the id was refused. */
  retry(id: string): void {
    const item = this.#find(id);
    if (!item) return;
    if (item.failure === 'id-conflict') this.rewrite(id, unsettled(item));
    else this.#put(unsettled(item));
  }

  /** Sends another message in place of a refused one, with everything of that which it does not replace. */
  rewrite(id: string, message: NewMessage): void {
    const item = this.#find(id);
    this.add(item ? { ...unsettled(item), ...message } : message);
    this.discard(id);
  }

  discard(id: string): void {
    this.#options.storage.remove(id);
    this.reload();
  }

  /** Sends the messages of an earlier session of this name, in their order. */
  adoptLeftovers(): void {
    this.#options.storage.moveLeftovers((item) => this.#put({ ...unsettled(item), adopted: true }));
    this.reload();
  }

  discardLeftovers(): void {
    this.#options.storage.moveLeftovers(() => undefined);
    this.reload();
  }

  /** The messages that are lost if this tab closes. */
  volatile(): QueuedMessage[] {
    const { storage } = this.#options;
    return storage.items().filter(({ id }) => !storage.persists(id));
  }

  /** Adopts the messages that a closing tab could not store. */
  take(items: readonly RoomlessMessage[]): void {
    for (const item of items) if (!this.#find(item.id)) this.#options.storage.put(item);
    this.reload();
  }

  /** Confirms messages received from the stream: their responses may have been lost. */
  confirm(messages: readonly Message[]): void {
    const waiting = new Set(this.items.value.map(({ id }) => id));
    const arrived = messages.filter(({ id }) => waiting.has(id));
    for (const { id } of arrived) this.#options.storage.remove(id);
    if (arrived.length > 0) this.reload();
  }

  /** Reads the storage again: another tab may have changed it. */
  reload(): void {
    this.items.value = this.#options.storage.items().map((item) => this.#toOutgoing(item));
    this.leftovers.value = this.#options.storage.leftovers().length;
    if (!this.#stopped) for (const room of this.#rooms()) this.#laneOf(room).send();
  }

  setLeader(leading: boolean): void {
    this.#leading = leading;
    this.flush();
  }

  /** Retries immediately: the connection is restored. */
  flush(): void {
    for (const room of this.#rooms()) this.#laneOf(room).flush();
  }

  stop(): void {
    this.#stopped = true;
    for (const lane of this.#lanes.values()) lane.stop();
  }

  #put(item: Omit<QueuedMessage, 'order'>): void {
    const last = this.#options.storage.items().at(-1)?.order ?? 0;
    this.#options.storage.put({ ...item, order: Math.max(this.#options.now(), last + 1) });
    this.reload();
  }

  #find(id: string): QueuedMessage | undefined {
    return this.#options.storage.items().find((item) => item.id === id);
  }

  #toOutgoing(item: QueuedMessage): Outgoing {
    if (item.failure !== undefined) return { ...item, state: 'failed' };
    const stalled = this.#lanes.get(item.room)?.stalled;
    return stalled ? { ...item, state: 'waiting', wait: stalled } : { ...item, state: 'sending' };
  }

  /** The rooms with queued messages. */
  #rooms(): Set<string> {
    return new Set(this.items.peek().map(({ room }) => room));
  }

  #laneOf(room: string): OutboxLane {
    const known = this.#lanes.get(room);
    if (known) return known;
    const { send, connected, now, later } = this.#options;
    const lane = new OutboxLane({
      next: () => this.#next(room),
      send,
      onSettled: (item, result) => this.#settle(item, result),
      onChanged: () => this.reload(),
      connected,
      now,
      later,
    });
    this.#lanes.set(room, lane);
    return lane;
  }

  /** The message of a room that this tab sends next. */
  #next(room: string): QueuedMessage | undefined {
    const { storage } = this.#options;
    const first = storage.items().find((item) => item.room === room && item.failure === undefined);
    return first && (this.#leading || !storage.persists(first.id)) ? first : undefined;
  }

  #settle(item: QueuedMessage, result: Result<Message>): void {
    if (result.ok) {
      this.#options.storage.remove(item.id);
      this.#options.onSent(result.data);
    } else {
      this.#refuse(item, result.failure);
    }
  }

  #refuse(item: QueuedMessage, { kind }: Failure): void {
    const { storage } = this.#options;
    if (!this.#find(item.id)) return;
    // The id is taken: the earlier session had sent the message, and only the response was lost.
    if (item.adopted && kind === 'id-conflict') {
      storage.remove(item.id);
      return;
    }
    storage.put({ ...item, failure: kind });
  }
}

/** The message as if it had never been sent. */
function unsettled(item: QueuedMessage): QueuedMessage {
  const again = { ...item };
  delete again.failure;
  delete again.adopted;
  return again;
}
