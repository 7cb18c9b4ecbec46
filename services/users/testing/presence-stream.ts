import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { components } from '../../../generated/types/users.ts';

type Snapshot = components['schemas']['PresenceSnapshot'];
type Change = components['schemas']['PresenceChange'];
type Profile = components['schemas']['Profile'];

/** Long enough for a slow machine; a test that waits this long fails. */
const PATIENCE_MS = 20_000;

/** A reader of `GET /users/events`, which keeps its state as the page does. */
export class PresenceStream {
  readonly #people = new Map<string, Profile>();
  readonly #abort = new AbortController();
  readonly #changed = new Set<() => void>();
  /** Every event, as it arrived. */
  readonly events: string[] = [];
  /** The snapshot that the stream began with. Changes that were in flight at the time may follow at once. */
  beginning: Snapshot | undefined;
  count = 0;
  ended = false;
  /** The stream's `retry:`, in milliseconds. */
  retry: number | undefined;

  static async open(url: string, token: string): Promise<PresenceStream> {
    const stream = new PresenceStream();
    const request = get(`${url}/users/events`, {
      headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
      agent: false,
      signal: stream.#abort.signal,
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    assert.equal(response.statusCode, 200);
    assert.match(response.headers['content-type'] ?? '', /^text\/event-stream/);
    void stream.#read(response.setEncoding('utf8'));
    await stream.until(() => stream.events.length > 0);
    return stream;
  }

  /** Display names in the order of their arrival. */
  get names(): string[] {
    return [...this.#people.values()].map(({ displayName }) => displayName);
  }

  get people(): Profile[] {
    return [...this.#people.values()];
  }

  /** Resolves when the condition holds; checked after every event. */
  async until(condition: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        const wake = () => {
          this.#changed.delete(wake);
          resolve();
        };
        this.#changed.add(wake);
        deadline.addEventListener('abort', () => reject(new Error(`only ${JSON.stringify(this.events)} came`)));
      });
    }
  }

  async untilEnd(): Promise<void> {
    await this.until(() => this.ended);
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(chunks: AsyncIterable<string>): Promise<void> {
    let text = '';
    try {
      for await (const chunk of chunks) {
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) this.#take(event);
      }
    } catch (error) {
      assert.ok(error instanceof Error && 'code' in error, String(error));
    }
    this.ended = true;
    this.#wake();
  }

  #take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    const event = fields.get('event');
    if (fields.has('retry')) this.retry = Number(fields.get('retry'));
    if (!event) return;
    this.events.push(event);
    const data: unknown = JSON.parse(fields.get('data') ?? '');
    if (event === 'snapshot') {
      this.beginning ??= data as Snapshot;
      this.#people.clear();
      for (const person of (data as Snapshot).users) this.#people.set(person.sub, person);
    } else {
      for (const person of (data as Change).joined) this.#people.set(person.sub, person);
      for (const sub of (data as Change).left) this.#people.delete(sub);
    }
    this.count = (data as Snapshot | Change).count;
    this.#wake();
  }

  #wake(): void {
    for (const wake of [...this.#changed]) wake();
  }
}
