import assert from 'node:assert/strict';
import type { EventSourceMessage } from 'eventsource-parser';
import { SseParser } from './parser.ts';

/** Long enough for a slow machine; a test that waits this long fails. */
const TIMEOUT_MS = 20_000;

/** Reads one stream of Server-Sent Events until it ends or is closed. */
export class SseReader {
  /** All events, as they arrived. */
  readonly messages: EventSourceMessage[] = [];
  /** The last `id:`, from which to resume. */
  lastEventId: string | undefined;
  /** The stream's `retry:`, in milliseconds. */
  retry: number | undefined;
  ended = false;
  #taken = 0;
  readonly #abort = new AbortController();
  readonly #waiting = new Set<() => void>();
  readonly #onEvent: (message: EventSourceMessage) => void;
  readonly #parser = new SseParser({
    onId: (id) => (this.lastEventId = id),
    onRetry: (milliseconds) => (this.retry = milliseconds),
    onEvent: (message) => {
      this.messages.push(message);
      this.#onEvent(message);
    },
  });

  private constructor(onEvent: (message: EventSourceMessage) => void) {
    this.#onEvent = onEvent;
  }

  /** Resolves once the response's head has arrived; rejects if it is no stream. */
  static async open(
    url: string,
    headers: Record<string, string>,
    onEvent: (message: EventSourceMessage) => void = () => undefined,
  ): Promise<SseReader> {
    const reader = new SseReader(onEvent);
    const response = await fetch(url, {
      headers: { Accept: 'text/event-stream', ...headers },
      signal: reader.#abort.signal,
    });
    assert.equal(response.status, 200, response.ok ? '' : await response.text());
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    assert.ok(response.body);
    void reader.#read(response.body);
    return reader;
  }

  /** Resolves when the condition holds; it is checked whenever something arrives, and at the end. */
  async until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + TIMEOUT_MS;
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        const arrived = () => `these arrived, and then no more: ${JSON.stringify(this.messages).slice(0, 1_000)}`;
        const timer = setTimeout(() => reject(new Error(arrived())), deadline - Date.now());
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** The next event; rejects if the stream ended before. */
  async next(): Promise<EventSourceMessage> {
    await this.until(() => this.ended || this.messages.length > this.#taken);
    const message = this.messages[this.#taken++];
    if (!message) throw new Error('The stream ended.');
    return message;
  }

  untilEnd(): Promise<void> {
    return this.until(() => this.ended);
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of body) {
        this.#parser.feed(chunk);
        this.#wake();
      }
    } catch (error) {
      // undici's error if the connection breaks.
      if (!this.#abort.signal.aborted) assert.ok(error instanceof TypeError, String(error));
    }
    this.ended = true;
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
