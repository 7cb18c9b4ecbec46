import { isPassing, type Failure, type Result } from '../api/result.ts';
import type { Message } from '../api/types.ts';
import { signal } from '@preact/signals-core';
import { backoff } from '../state/backoff.ts';
import { uuid } from '../text/uuid.ts';
import type { NewMessage, Outgoing, QueuedMessage, Wait } from './entry.ts';
import type { OutboxStorage, RoomlessMessage } from './outbox-storage.ts';

export interface OutboxOptions {
  storage: OutboxStorage;
  send: (item: QueuedMessage) => Promise<Result<Message>>;
  /** The message is in the log. */
  onSent: (message: Message) => void;
  /** Whether the server is reachable by other requests. */
  connected?: () => boolean;
  now?: () => number;
  later?: (run: () => void, milliseconds: number) => () => void;
}

/** The maximum number of failures: a message that always fails must not block the others. */
const MOST_ERRORS = 5;

/**
 * Sends one message at a time, in the order typed, until the server has accepted or refused it. The leading tab sends;
 * if two tabs lead for a moment, each still sends one message at a time, so the order is kept. A message that could not
 * be stored is known to one tab only: that tab sends it, leading or not.
 */
export class Outbox {
  readonly items = signal<readonly Outgoing[]>([]);
  /** The number of unsent messages of an earlier session of this name. */
  readonly leftovers = signal(0);
  readonly #options: Required<OutboxOptions>;
  #leading = false;
  #stopped = false;
  #running = false;
  /** The last attempt got no response: queued messages are waiting, not being sent. */
  #stalled: Wait | undefined;
  #failures = 0;
  /** The number of consecutive server failures for the first message in the queue. */
  #errors = 0;
  #cancel: (() => void) | undefined;

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
    this.#send();
  }

  setLeader(leading: boolean): void {
    this.#leading = leading;
    this.flush();
  }

  /** Retries immediately: the connection is restored. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#send();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
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
    return this.#stalled ? { ...item, state: 'waiting', wait: this.#stalled } : { ...item, state: 'sending' };
  }

  /** The message that this tab sends next. */
  #next(): QueuedMessage | undefined {
    const first = this.#options.storage.items().find(({ failure }) => failure === undefined);
    return first && (this.#leading || !this.#options.storage.persists(first.id)) ? first : undefined;
  }

  #send(): void {
    if (this.#stopped || this.#running || this.#cancel) return;
    const item = this.#next();
    if (!item) return;
    this.#running = true;
    void this.#options.send(item).then((result) => {
      this.#running = false;
      this.#settle(item, result);
    });
  }

  #settle(item: QueuedMessage, result: Result<Message>): void {
    this.#failures = result.ok ? 0 : this.#failures + 1;
    this.#errors = !result.ok && this.#isAboutMessage(result.failure) ? this.#errors + 1 : 0;
    this.#stalled = undefined;
    if (result.ok) {
      this.#options.storage.remove(item.id);
      this.#options.onSent(result.data);
    } else if (isPassing(result.failure) && this.#errors < MOST_ERRORS) {
      this.#waitAfter(result.failure);
    } else {
      this.#refuse(item, result.failure);
    }
    this.reload();
  }

  #waitAfter({ kind, retryAfter }: Failure): void {
    const milliseconds = backoff(this.#failures, retryAfter);
    this.#stalled = { kind, until: this.#options.now() + milliseconds };
    this.#cancel = this.#options.later(() => this.flush(), milliseconds);
  }

  #refuse(item: QueuedMessage, { kind }: Failure): void {
    const { storage } = this.#options;
    this.#errors = 0;
    if (!this.#find(item.id)) return;
    // The id is taken: the earlier session had sent the message, and only the response was lost.
    if (item.adopted && kind === 'id-conflict') {
      storage.remove(item.id);
      return;
    }
    storage.put({ ...item, failure: kind });
  }

  /** A firewall may always block one text; a captive portal answers every request until somebody logs in there. */
  #isAboutMessage({ kind }: Failure): boolean {
    return kind === 'internal' || (kind === 'unknown' && this.#options.connected());
  }
}

/** The message as if it had never been sent. */
function unsettled(item: QueuedMessage): QueuedMessage {
  const again = { ...item };
  delete again.failure;
  delete again.adopted;
  return again;
}

function later(run: () => void, milliseconds: number): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}
