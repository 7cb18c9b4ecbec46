import { randomUUID } from 'node:crypto';
import { Connection } from './connection.ts';

export interface PosterOptions {
  /** To which messages are sent in turn. */
  rooms?: readonly string[];
  /** What is sent for a message, if not the message itself. */
  toBody?: (message: NewMessage) => unknown;
  /** The status of a stored message. */
  status?: number;
}

interface NewMessage {
  id: string;
  room: string;
  message: string;
}

/** Sends single messages on request, on keep-alive connections: several at once if it has several. */
export class Poster {
  readonly #url: URL;
  readonly #token: string;
  readonly #connections: Connection[];
  readonly #rooms: readonly string[];
  readonly #toBody: (message: NewMessage) => unknown;
  readonly #status: number;
  #posts = 0;

  /**
   * @param url of the messages: `http://127.0.0.1:5001/messages`
   * @param connections kept open for it
   */
  constructor(
    url: string,
    token: string,
    connections = 0,
    { rooms = ['general'], toBody, status = 201 }: PosterOptions = {},
  ) {
    this.#url = new URL(url);
    this.#token = token;
    this.#rooms = rooms;
    this.#toBody = toBody ?? ((message) => message);
    this.#status = status;
    this.#connections = Array.from({ length: connections }, () => new Connection(url));
  }

  /** The same text once on each connection, at once. Resolves when all are acknowledged. */
  async postAtOnce(text: string): Promise<void> {
    await Promise.all(this.#connections.map((connection) => this.#post(connection, text)));
  }

  /** On a free connection, or on a new one. */
  async post(text: string): Promise<void> {
    const connection = this.#connections.shift() ?? new Connection(this.#url.href);
    try {
      await this.#post(connection, text);
    } finally {
      this.#connections.push(connection);
    }
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  async #post(connection: Connection, text: string): Promise<void> {
    const room = this.#rooms[this.#posts++ % this.#rooms.length] ?? '';
    const body = JSON.stringify(this.#toBody({ id: randomUUID(), room, message: text }));
    const { host, pathname } = this.#url;
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `Host: ${host}`,
      `Authorization: Bearer ${this.#token}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const status = await connection.request(`${head.join('\r\n')}\r\n\r\n${body}`);
    if (status !== this.#status) throw new Error(`POST ${pathname} was answered by ${status}`);
  }
}
