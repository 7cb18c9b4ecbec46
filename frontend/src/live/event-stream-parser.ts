import { createParser } from 'eventsource-parser';

export interface SseEvent {
  id: string;
  type: string;
  data: string;
}

/** A carriage return at the end may be the first half of a CRLF: it waits for the next chunk. */
const LINE_END = /\r\n|\n|\r(?!$)/;
const ID = /^id(?:: ?([^\0]*))?$/;

/**
 * Parses Server-Sent Events, in chunks of any size. The position follows the heartbeats, which have an `id:` and no
 * data, but eventsource-parser reports an id with its event only: so the ids are read here.
 */
export class EventStreamParser {
  /** The reconnection delay in milliseconds that the server asks for. */
  retry: number | undefined;
  /** The last `id:` of a complete block, with data or without; a stream is resumed from there. */
  lastEventId = '';
  #rest = '';
  #id = '';
  #events: SseEvent[] = [];
  readonly #parser = createParser({
    onEvent: ({ event, data }) => this.#events.push({ id: this.#id, type: event ?? 'message', data }),
    onRetry: (milliseconds) => (this.retry = milliseconds),
  });

  /** Returns the events that the chunk completes; comments and heartbeats complete none. */
  push(piece: string): SseEvent[] {
    this.#events = [];
    const lines = (this.#rest + piece).split(LINE_END);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    return this.#events;
  }

  #take(line: string): void {
    const id = ID.exec(line);
    if (id) this.#id = id[1] ?? '';
    else if (line === '') this.lastEventId = this.#id;
    this.#parser.feed(`${line}\n`);
  }
}
