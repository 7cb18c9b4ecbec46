import assert from 'node:assert/strict';
import type { components } from '../../../generated/types/messages.ts';
import type { AnyEvent } from '../../../testkit/messages.ts';
import { SseReader } from '../../../testkit/sse/reader.ts';
import { parseAnswer } from './parse-answer.ts';

export type Event = AnyEvent;
export type Signal = components['schemas']['Signal'];

/** A reader of `GET /events` as a stream. */
export class EventReader {
  readonly events: Event[];
  /** What came beside the events, without an id. */
  readonly signals: Signal[];
  readonly #stream: SseReader;

  private constructor(events: Event[], signals: Signal[], stream: SseReader) {
    this.events = events;
    this.signals = signals;
    this.#stream = stream;
  }

  /** Resolves once the stream has sent its starting position. */
  static async open(url: string, headers: Record<string, string>): Promise<EventReader> {
    const events: Event[] = [];
    const signals: Signal[] = [];
    const stream = await SseReader.open(url, headers, ({ id, event: type, data }) => {
      const parsed = parseAnswer(data) as Event | Signal;
      assert.equal(parsed.type, type);
      if (isSignal(parsed)) {
        signals.push(parsed);
        return;
      }
      assert.equal(String(parsed.seq), id);
      events.push(parsed);
    });
    await stream.until(() => stream.lastEventId !== undefined || stream.retry !== undefined);
    return new EventReader(events, signals, stream);
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

const SIGNALS: ReadonlySet<string> = new Set<Signal['type']>(['read', 'membership', 'typing']);

function isSignal(parsed: Event | Signal): parsed is Signal {
  return SIGNALS.has(parsed.type);
}
