export interface SseEvent {
  id: string;
  type: string;
  data: string;
}

/**
 * An incremental parser of Server-Sent Events, for chunks of any size. Our own, since eventsource-parser drops the `id:` of
 * a block without data, and the position follows the heartbeats, which are such blocks.
 */
export class SseParser {
  /** The reconnection delay in milliseconds that the server asks for. */
  retry: number | undefined;
  /** The last `id:` of a complete block, with data or without; a stream is resumed from there. */
  lastEventId = '';
  #rest = '';
  #id = '';
  #type = '';
  #data: string[] = [];
  #first = true;

  /** Returns the events that the chunk completes; comments and heartbeats complete none. */
  push(piece: string): SseEvent[] {
    const events: SseEvent[] = [];
    for (const line of this.#lines(piece)) {
      if (line !== '') {
        this.#field(line);
        continue;
      }
      this.lastEventId = this.#id;
      if (this.#data.length > 0) events.push(this.#event());
      else this.#type = '';
    }
    return events;
  }

  #lines(piece: string): string[] {
    let text = this.#rest + piece;
    if (this.#first && text !== '') {
      this.#first = false;
      text = text.replace(/^\u{feff}/u, '');
    }
    // A carriage return at the end may be the first half of a CRLF: wait for the next chunk.
    const held = text.endsWith('\r') ? '\r' : '';
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + held;
    return lines;
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#type = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }

  #event(): SseEvent {
    const event = { id: this.#id, type: this.#type === '' ? 'message' : this.#type, data: this.#data.join('\n') };
    this.#type = '';
    this.#data = [];
    return event;
  }
}
