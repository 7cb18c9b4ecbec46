import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { components } from '../../../generated/types/messages.ts';
import { parseMessages } from '../../../testkit/messages.ts';
import type { Caller } from '../../shared/identity/caller.ts';
import { EventReader } from './event-reader.ts';

export type Message = components['schemas']['Message'];
type MessagePage = components['schemas']['MessagePage'];
type EventPage = components['schemas']['EventPage'];

/** A user connected to one replica. */
export class Person {
  readonly caller: Caller;
  readonly #url: string;

  constructor(url: string, caller: Caller) {
    this.#url = url;
    this.caller = caller;
  }

  /** The same user at another replica. */
  at(url: string): Person {
    return new Person(url, this.caller);
  }

  /** Sends a request unchanged. */
  request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.#url + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.caller.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
  }

  /** Sends a message that may be refused. */
  send(message: string, id: string = randomUUID(), room?: string): Promise<Response> {
    return this.request('POST', '/messages', { id, message, ...(room === undefined ? {} : { room }) });
  }

  /** Sends a new message. */
  async post(message: string, id?: string): Promise<Message> {
    return json<Message>(this.send(message, id), 201);
  }

  async edit(id: string, message: string): Promise<Message> {
    return json<Message>(this.request('PATCH', `/messages/${id}`, { message }), 200);
  }

  async delete(id: string): Promise<void> {
    assert.equal((await this.request('DELETE', `/messages/${id}`)).status, 204);
  }

  history(query = ''): Promise<MessagePage> {
    return json<MessagePage>(this.request('GET', `/messages${query}`), 200);
  }

  events(query = ''): Promise<EventPage> {
    return json<EventPage>(this.request('GET', `/events${query}`), 200);
  }

  /** @param after the cursor to resume from */
  stream(after?: number): Promise<EventReader> {
    return EventReader.open(`${this.#url}/events`, {
      Authorization: `Bearer ${this.caller.token}`,
      ...(after === undefined ? {} : { 'Last-Event-ID': String(after) }),
    });
  }

  /** Requests a stream that may be refused. */
  askForStream(query = '', headers: Record<string, string> = {}): Promise<Response> {
    return this.request('GET', `/events${query}`, undefined, { Accept: 'text/event-stream', ...headers });
  }
}

async function json<T>(sent: Promise<Response>, status: number): Promise<T> {
  const response = await sent;
  const text = await response.text();
  assert.equal(response.status, status, text);
  return parseMessages(text) as T;
}
