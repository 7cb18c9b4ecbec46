import { get, type ClientRequest } from 'node:http';

/** Services send a heartbeat every 15 s: who hears nothing for so long has lost the connection. */
const SILENCE_MS = 25_000;

interface StreamOptions {
  token: string;
  lastEventId?: number | undefined;
  onData?: (bytes: Buffer) => void;
}

/** One connection to a stream of Server-Sent Events. */
export class Stream {
  /** The answer's status; undefined where the connection broke before one came. */
  readonly opened: Promise<number | undefined>;
  /** Resolves when the connection is gone, whoever closed it; rejects where `onData` threw. */
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
    // The connection's end is what counts, and `close` tells of it.
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
