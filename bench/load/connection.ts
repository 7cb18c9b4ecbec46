import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const ANSWER_TIMEOUT_MS = 15_000;

interface Waiting {
  resolve: (status: number) => void;
  reject: (error: Error) => void;
}

/**
 * An HTTP/1.1 keep-alive connection, one request at a time. It reads only the status and the length of a response,
 * so that the generator takes little CPU from what it measures.
 */
export class Connection {
  readonly #url: URL;
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | undefined;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** Resolves with the response's status once its body has arrived. */
  async request(bytes: string): Promise<number> {
    const socket = this.#socket ?? (await this.#open());
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      socket.write(bytes);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  async #open(): Promise<Socket> {
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port), noDelay: true });
    await once(socket, 'connect');
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('no answer in time')));
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#lost(error));
    socket.on('close', () => this.#lost(new Error('the connection was closed')));
    this.#socket = socket;
    return socket;
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const length = LENGTH.exec(head)?.[1];
    if (length === undefined) {
      this.#lost(new Error(`an answer without a length:\n${head}`));
      return;
    }
    if (this.#received.length < headEnd + HEAD_END.length + Number(length)) return;
    this.#received = Buffer.alloc(0);
    // "HTTP/1.1 201 Created"
    const status = Number(head.slice(9, 12));
    if (/\r\nconnection: close/i.test(head)) this.#forget();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(status);
  }

  #lost(error: Error): void {
    this.#forget();
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  /** The next request opens another. */
  #forget(): void {
    this.#socket?.removeAllListeners('close').destroy();
    this.#socket = undefined;
    this.#received = Buffer.alloc(0);
  }
}
