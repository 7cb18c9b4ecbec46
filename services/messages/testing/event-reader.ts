import assert from 'node:assert/strict';
import { parseMessages, type AnyEvent } from '../../../testkit/messages.ts';

export type Event = AnyEvent;

/** Long enough for a slow machine; a test that waits longer fails. */
const PATIENCE_MS = 20_000;

/** A reader of `GET /events` as a stream. */
export class EventReader {
  readonly events: Event[] = [];
  /** The last `id:`, from which to resume. */
  cursor = 0;
  /** The stream's reconnect delay in milliseconds. */
  retry: number | undefined;
  ended = false;
  readonly #abort = new AbortController();
  readonly #waiting = new Set<() => void>();

  private constructor() {}

  /** Resolves once the stream has sent its starting position. */
  static async open(url: string, headers: Record<string, string>): Promise<EventReader> {
    const reader = new EventReader();
    const response = await fetch(url, {
      headers: { Accept: 'text/event-stream', ...headers },
      signal: reader.#abort.signal,
    });
    assert.equal(response.status, 200, response.ok ? '' : await response.text());
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    assert.ok(response.body);
    void reader.#read(response.body);
    await reader.until(() => reader.cursor > 0 || reader.retry !== undefined);
    return reader;
  }

  get seqs(): number[] {
    return this.events.map(({ seq }) => seq);
  }

  get texts(): string[] {
    return this.events.map(({ message }) => message?.message ?? '');
  }

  /** Resolves when the condition holds; it is checked after every event. */
  async until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${this.events.length} events arrived, and then no more`)),
          deadline - Date.now(),
        );
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Resolves with the events once this many have arrived. */
  async count(events: number): Promise<Event[]> {
    await this.until(() => this.events.length >= events);
    return this.events;
  }

  untilEnd(): Promise<void> {
    return this.until(() => this.ended);
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.#take(block);
        this.#wake();
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) assert.ok(error instanceof TypeError, String(error));
    }
    this.ended = true;
    this.#wake();
  }

  #take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    if (fields.has('retry')) this.retry = Number(fields.get('retry'));
    if (fields.has('id')) this.cursor = Number(fields.get('id'));
    if (!fields.has('data')) return;
    const event = parseMessages(fields.get('data') ?? '') as Event;
    assert.equal(event.seq, this.cursor);
    assert.equal(event.type, fields.get('event'));
    this.events.push(event);
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
