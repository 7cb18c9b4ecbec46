import { get, type ClientRequest } from 'node:http';

/** Services send a heartbeat every 15 s: without one for this long the connection is lost. */
const SILENCE_MS = 25_000;

interface StreamOptions {
  token: string;
  lastEventId?: number | undefined;
  onData?: (bytes: Buffer) => void;
}

/** One connection to a stream of Server-Sent Events. */
export class Stream {
  /** The response's status; undefined if the connection broke before one arrived. */
  readonly opened: Promise<number | undefined>;
  /** Resolves when the connection is closed, by either side; rejects if `onData` threw. */
  readonly closed: Promise<void>;
  readonly #request: ClientRequest;

  constructor(url: string, { token, lastEventId, onData = () => undefined }: StreamOptions) {
    const headers = {
      Accept: 'text/event-stream',
      Authorization: `Bearer ${token}`,
      ...(lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) }),
    };
    const request = get(url, { headers, agent: false, timeout: SILENCE_MS });
    request.on('timeout', () => request.destroy());
    // Only the connection's end matters, and `close` reports it.
    request.on('error', () => undefined);
    this.opened = new Promise((resolve) => {
      request.on('response', ({ statusCode }) => resolve(statusCode));
      request.on('close', () => resolve(undefined));
    });
    this.closed = new Promise((resolve, reject) => {
      request.on('response', (response) => {
        response.on('error', () => undefined);
        response.on('data', (bytes: Buffer) => {
          try {
            onData(bytes);
          } catch (cause) {
            reject(new Error('The stream gave what cannot be read.', { cause }));
            request.destroy();
          }
        });
      });
      request.on('close', resolve);
    });
    this.#request = request;
  }

  close(): void {
    this.#request.destroy();
  }
}
