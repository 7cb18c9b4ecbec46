import type { components } from '../../../generated/types/users.ts';
import { SseReader } from '../../../testkit/sse/reader.ts';

type Snapshot = components['schemas']['PresenceSnapshot' | 'DetailedSnapshot'];
type Change = components['schemas']['PresenceChange' | 'DetailedChange'];
type Profile = components['schemas']['OnlineProfile' | 'PersonDetails'];

/** A reader of `GET /users/events`, which keeps its state as the page does. */
export class PresenceStream {
  readonly #people = new Map<string, Profile>();
  #stream: SseReader | undefined;
  /** Every event, as it arrived. */
  readonly events: string[] = [];
  /** The snapshot that the stream began with. Changes that were in flight at the time may follow at once. */
  beginning: Snapshot | undefined;
  count = 0;

  /** @param query such as `?include=details` */
  static async open(url: string, token: string, query = ''): Promise<PresenceStream> {
    const stream = new PresenceStream();
    const headers = { Authorization: `Bearer ${token}` };
    stream.#stream = await SseReader.open(`${url}/users/events${query}`, headers, ({ event, data }) =>
      stream.#take(event ?? '', JSON.parse(data)),
    );
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

  get ended(): boolean {
    return this.#stream?.ended ?? false;
  }

  /** The stream's `retry:`, in milliseconds. */
  get retry(): number | undefined {
    return this.#stream?.retry;
  }

  /** Resolves when the condition holds; checked after every event. */
  async until(condition: () => boolean): Promise<void> {
    await this.#stream?.until(condition);
  }

  async untilEnd(): Promise<void> {
    await this.#stream?.untilEnd();
  }

  close(): void {
    this.#stream?.close();
  }

  #take(event: string, data: unknown): void {
    this.events.push(event);
    if (event === 'snapshot') {
      this.beginning ??= data as Snapshot;
      this.#people.clear();
      for (const person of (data as Snapshot).users) this.#people.set(person.sub, person);
    } else {
      for (const person of (data as Change).joined) this.#people.set(person.sub, person);
      for (const sub of (data as Change).left) this.#people.delete(sub);
    }
    this.count = (data as Snapshot | Change).count;
  }
}
