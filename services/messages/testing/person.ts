import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { components, operations } from '../../../generated/types/messages.ts';
import { createApi, expectData, type Api } from '../../../testkit/api.ts';
import type { Caller } from '../../shared/caller.ts';
import { EventReader } from './event-reader.ts';
import { parseAnswer } from './parse-answer.ts';

export type Message = components['schemas']['Message'];
type MessagePage = components['schemas']['MessagePage'];
type EventPage = components['schemas']['EventPage'];
type Query<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;

/** A user connected to one replica. */
export class Person {
  readonly caller: Caller;
  readonly #url: string;
  readonly #api: Api;

  constructor(url: string, caller: Caller) {
    this.#url = url;
    this.#api = createApi(url, { token: caller.token });
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
  async post(message: string, id: string = randomUUID()): Promise<Message> {
    return shared(await this.#api.POST('/messages', { body: { id, message } }));
  }

  async edit(id: string, message: string): Promise<Message> {
    return shared(await this.#api.PATCH('/messages/{id}', { params: { path: { id } }, body: { message } }));
  }

  async delete(id: string): Promise<void> {
    const { response } = await this.#api.DELETE('/messages/{id}', { params: { path: { id } } });
    assert.equal(response.status, 204);
  }

  async history(query: Query<'listMessages'> = {}): Promise<MessagePage> {
    return shared(await this.#api.GET('/messages', { params: { query } }));
  }

  async events(query: Query<'streamEvents'> = {}): Promise<EventPage> {
    const page = shared(await this.#api.GET('/events', { params: { query } }));
    assert.ok(typeof page === 'object', 'a stream came instead of a page');
    return page;
  }

  /** @param after the cursor to resume from */
  stream(after?: number, query: Query<'streamEvents'> = {}): Promise<EventReader> {
    const asked = Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]);
    return EventReader.open(`${this.#url}/events?${new URLSearchParams(asked).toString()}`, {
      Authorization: `Bearer ${this.caller.token}`,
      ...(after === undefined ? {} : { 'Last-Event-ID': String(after) }),
    });
  }

  /** Requests a stream that may be refused. */
  askForStream(query = '', headers: Record<string, string> = {}): Promise<Response> {
    return this.request('GET', `/events${query}`, undefined, { Accept: 'text/event-stream', ...headers });
  }
}

/** The body of a success, without what depends on when it was read. */
const shared = <T>(answer: { data?: T; error?: unknown; response: Response }) =>
  parseAnswer(JSON.stringify(expectData(answer))) as T;
