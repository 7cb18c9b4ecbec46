import assert from 'node:assert/strict';
import type { AnyEvent } from '../../../testkit/messages.ts';
import { SseReader } from '../../../testkit/sse/reader.ts';
import { parseAnswer } from './parse-answer.ts';

export type Event = AnyEvent;

/** A reader of `GET /events` as a stream. */
export class EventReader {
  readonly events: Event[];
  readonly #stream: SseReader;

  private constructor(events: Event[], stream: SseReader) {
    this.events = events;
    this.#stream = stream;
  }

  /** Resolves once the stream has sent its starting position. */
  static async open(url: string, headers: Record<string, string>): Promise<EventReader> {
    const events: Event[] = [];
    const stream = await SseReader.open(url, headers, ({ id, event: type, data }) => {
      const event = parseAnswer(data) as Event;
      assert.equal(String(event.seq), id);
      assert.equal(event.type, type);
      events.push(event);
    });
    await stream.until(() => stream.lastEventId !== undefined || stream.retry !== undefined);
    return new EventReader(events, stream);
  }

  /** The last `id:`, from which to resume. */
  get cursor(): number {
    return Number(this.#stream.lastEventId ?? 0);
  }

  /** The stream's reconnect delay in milliseconds. */
  get retry(): number | undefined {
    return this.#stream.retry;
  }

  set retry(milliseconds: number | undefined) {
    this.#stream.retry = milliseconds;
  }

  get ended(): boolean {
    return this.#stream.ended;
  }

  get seqs(): number[] {
    return this.events.map(({ seq }) => seq);
  }

  get texts(): string[] {
    return this.events.map(({ message }) => message?.message ?? '');
  }

  /** Resolves when the condition holds; it is checked after every event. */
  until(condition: () => boolean): Promise<void> {
    return this.#stream.until(condition);
  }

  /** Resolves with the events once this many have arrived. */
  async count(events: number): Promise<Event[]> {
    await this.until(() => this.events.length >= events);
    return this.events;
  }

  untilEnd(): Promise<void> {
    return this.#stream.untilEnd();
  }

  close(): void {
    this.#stream.close();
  }
}
