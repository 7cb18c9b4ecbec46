import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Message } from '../clients/sender.ts';

/** Deliberate bugs of message-service: the fault test must find each. */
export const SABOTAGES = ['ack-before-commit', 'skip-replay'] as const;
export type Sabotage = (typeof SABOTAGES)[number];

/** A proxy between nginx and message-service that adds the bug. */
export class Saboteur {
  readonly #sabotage: Sabotage;
  readonly #target: string;
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  private constructor(sabotage: Sabotage, target: string) {
    this.#sabotage = sabotage;
    this.#target = target;
  }

  /** @param target host:port of the real service */
  static async open(sabotage: Sabotage, target: string): Promise<Saboteur> {
    const saboteur = new Saboteur(sabotage, target);
    saboteur.#server.listen(0, '127.0.0.1');
    await once(saboteur.#server, 'listening');
    return saboteur;
  }

  /** host:port */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, headers } = incoming;
    const isPost = method === 'POST' && url === '/messages';
    const body = await text(incoming);
    if (this.#sabotage === 'ack-before-commit' && isPost) {
      response.writeHead(201, { 'Content-Type': 'application/json' }).end(JSON.stringify(acknowledgement(body)));
      this.#ask(incoming, headers, body);
      return;
    }
    const passed = this.#sabotage === 'skip-replay' ? { ...headers, 'last-event-id': undefined } : headers;
    this.#ask(incoming, passed, body, response);
  }

  #ask({ method, url }: IncomingMessage, headers: IncomingHttpHeaders, body: string, response?: ServerResponse): void {
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    const asked = request(`http://${this.#target}${url ?? '/'}`, { method, headers: given }, (answer) => {
      answer.on('error', () => response?.destroy());
      response?.writeHead(answer.statusCode ?? 500, answer.headers);
      if (response) answer.pipe(response);
      else answer.resume();
    });
    asked.on('error', () => response?.destroy());
    response?.on('close', () => asked.destroy());
    asked.end(body);
  }
}

/** The response of a service that has not stored anything yet. */
function acknowledgement(body: string): Message {
  const { id, message } = JSON.parse(body) as { id: string; message: string };
  const timestamp = new Date();
  return {
    id,
    message,
    room: 'general',
    seq: timestamp.getTime(),
    timestamp: timestamp.toISOString(),
    sub: id,
    username: '',
    guest: true,
  };
}
