import { isPassing, type Result } from '../api/result.ts';
import type { Message } from '../api/types.ts';
import { Observable } from '../state/observable.ts';
import { backoff } from '../stream/backoff.ts';
import { uuid } from '../text/uuid.ts';
import type { Box, Item } from './box.ts';

export interface Outgoing extends Item {
  state: 'sending' | 'waiting' | 'failed';
}

export interface OutboxOptions {
  box: Box;
  send: (item: Item) => Promise<Result<Message>>;
  /** The message stands in the log. */
  onSent: (message: Message) => void;
  now?: () => number;
  later?: (run: () => void, milliseconds: number) => () => void;
}

/** A server that fails at one message again and again must not keep the others back for ever. */
const MOST_ERRORS = 5;

/**
 * Sends one message at a time, in the order typed, until the server has taken or refused it. Only the tab that leads
 * sends; should two lead for a moment, each still waits for one message before the next, so the order holds.
 */
export class Outbox {
  readonly items = new Observable<readonly Outgoing[]>([]);
  readonly #options: Required<OutboxOptions>;
  #leading = false;
  #running = false;
  /** The last attempt got no answer: what is queued waits rather than travels. */
  #stalled = false;
  #failures = 0;
  /** How often in a row the server failed at the message that is first in line. */
  #errors = 0;
  #cancel: (() => void) | undefined;

  constructor(options: OutboxOptions) {
    this.#options = { now: () => Date.now(), later, ...options };
    this.reload();
  }

  /** Puts a message in; it is safe from here on. */
  add(text: string): void {
    const last = this.#options.box.items().at(-1)?.order ?? 0;
    this.#options.box.put({ id: uuid(), text, order: Math.max(this.#options.now(), last + 1) });
    this.reload();
  }

  /** Sends a refused message again, after those that wait. Where its id was the trouble it gets another. */
  retry(id: string): void {
    const item = this.#options.box.items().find((each) => each.id === id);
    if (!item) return;
    this.discard(id);
    if (item.failure === 'id-conflict') this.add(item.text);
    else this.#options.box.put({ id, text: item.text, order: this.#options.now() });
    this.reload();
  }

  discard(id: string): void {
    this.#options.box.remove(id);
    this.reload();
  }

  /** Messages that the stream brought: their answers may have been lost. */
  confirm(messages: readonly Message[]): void {
    const waiting = new Set(this.items.value.map(({ id }) => id));
    const arrived = messages.filter(({ id }) => waiting.has(id));
    for (const { id } of arrived) this.#options.box.remove(id);
    if (arrived.length > 0) this.reload();
  }

  /** Looks at the storage again: another tab may have changed it. */
  reload(): void {
    this.items.value = this.#options.box.items().map((item) => ({ ...item, state: this.#stateOf(item) }));
    this.#send();
  }

  lead(leading: boolean): void {
    this.#leading = leading;
    this.hurry();
  }

  /** Tries at once: the way to the server is open again. */
  hurry(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#send();
  }

  stop(): void {
    this.#leading = false;
    this.#cancel?.();
  }

  #stateOf({ failure }: Item): Outgoing['state'] {
    if (failure !== undefined) return 'failed';
    return this.#stalled ? 'waiting' : 'sending';
  }

  #next(): Item | undefined {
    return this.#options.box.items().find(({ failure }) => failure === undefined);
  }

  #send(): void {
    if (!this.#leading || this.#running || this.#cancel) return;
    const item = this.#next();
    if (!item) return;
    this.#running = true;
    void this.#options.send(item).then((result) => {
      this.#running = false;
      this.#settle(item, result);
    });
  }

  #settle(item: Item, result: Result<Message>): void {
    this.#failures = result.ok ? 0 : this.#failures + 1;
    this.#errors = !result.ok && result.failure.kind === 'internal' ? this.#errors + 1 : 0;
    this.#stalled = false;
    if (result.ok) {
      this.#options.box.remove(item.id);
      this.#options.onSent(result.data);
    } else if (isPassing(result.failure) && this.#errors < MOST_ERRORS) {
      this.#stalled = true;
      this.#cancel = this.#options.later(() => this.hurry(), backoff(this.#failures, result.failure.retryAfter));
    } else if (this.#options.box.items().some(({ id }) => id === item.id)) {
      this.#options.box.put({ ...item, failure: result.failure.kind });
    }
    this.reload();
  }
}

function later(run: () => void, milliseconds: number): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}
