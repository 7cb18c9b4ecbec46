import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseMessages, type AnyEvent } from '../../../testkit/messages.ts';
import { SseParser } from '../../../testkit/sse/parser.ts';
import { Stream } from './stream.ts';

const USUAL_RETRY_MS = 500;
/** The position in an event at which the stream is cut: behind its `event:`, before the end of its `data:`. */
const CUT_BYTES = 24;

/**
 * Reads `GET /events` until it is closed, and resumes by Last-Event-ID whenever the connection breaks. It
 * keeps all events as they arrive: nothing is sorted, no duplicate is dropped.
 */
export class Reader {
  readonly events: AnyEvent[] = [];
  /** How often the connection broke, for whatever reason. */
  breaks = 0;
  /** How often it was cut in the middle of an event. */
  cuts = 0;
  /** The cursors from which it resumed. */
  readonly resumedFrom: number[] = [];
  readonly #url: string;
  readonly #token: string;
  #cursor: number | undefined;
  #retryMs = USUAL_RETRY_MS;
  #isToBeCut = false;
  #stream: Stream | undefined;
  #closed = false;

  /** @param query of `GET /events`; empty: the events of `general` */
  constructor(url: string, token: string, query = '') {
    this.#url = `${url}/api/events${query}`;
    this.#token = token;
  }

  /** The cursor at which it would resume; undefined until the stream has sent its first id. */
  get cursor(): number | undefined {
    return this.#cursor;
  }

  /** Reads until `close`. Rejects on a response that a retry cannot fix. */
  async run(): Promise<void> {
    while (!this.#closed) {
      await this.#readOnce();
      this.breaks++;
      await sleep(this.#retryMs * (0.5 + Math.random()));
    }
  }

  /** Loses its connection in the middle of the next event. */
  cutMidEvent(): void {
    this.#isToBeCut = true;
  }

  close(): void {
    this.#closed = true;
    this.#stream?.close();
  }

  async #readOnce(): Promise<void> {
    const parser = new SseParser({
      onId: (id) => (this.#cursor = Number(id)),
      onRetry: (milliseconds) => (this.#retryMs = milliseconds),
      onEvent: ({ id, data }) => {
        const event = parseMessages(data) as AnyEvent;
        assert.equal(id, String(event.seq));
        this.events.push(event);
      },
    });
    if (this.#cursor !== undefined) this.resumedFrom.push(this.#cursor);
    const stream = new Stream(this.#url, {
      token: this.#token,
      lastEventId: this.#cursor,
      onData: (bytes) => {
        const cutAt = this.#isToBeCut ? bytes.indexOf('event: ') : -1;
        const arrived = cutAt === -1 ? bytes : bytes.subarray(0, cutAt + CUT_BYTES);
        parser.feed(arrived);
        if (cutAt === -1) return;
        this.#isToBeCut = false;
        this.cuts++;
        stream.close();
      },
    });
    this.#stream = stream;
    const status = await stream.opened;
    const passes = status === undefined || status === 200 || status === 429 || status === 503;
    assert.ok(passes, `GET /events from ${this.#cursor ?? 'the end'} was answered by ${status ?? ''}`);
    await stream.closed;
  }
}
