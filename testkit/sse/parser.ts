import { createParser, type ParserCallbacks } from 'eventsource-parser';

export interface SseCallbacks extends Pick<ParserCallbacks, 'onEvent' | 'onRetry'> {
  /** Called for each id, before its event. */
  onId: (id: string) => void;
}

/**
 * Parses Server-Sent Events. A stream begins with an id without data, and its heartbeats bear one: both count for a
 * resume, but eventsource-parser reports an id with its event only.
 */
export class SseParser {
  readonly #decoder = new TextDecoder();
  readonly #parser;
  readonly #onId;
  #rest = '';
  #id: string | undefined;

  constructor({ onId, ...callbacks }: SseCallbacks) {
    this.#onId = onId;
    this.#parser = createParser(callbacks);
  }

  feed(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    if (line.startsWith('id:')) this.#id = line.slice(3).trimStart();
    if (line === '' && this.#id !== undefined) {
      this.#onId(this.#id);
      this.#id = undefined;
    }
    this.#parser.feed(`${line}\n`);
  }
}
