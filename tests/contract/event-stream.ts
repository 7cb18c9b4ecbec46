/** The beginning of a stream of Server-Sent Events. */

export interface StreamedEvent {
  event: string;
  data: string;
}

const TIMEOUT_MS = 10_000;

export class EventStream {
  readonly response: Response;
  readonly #events: AsyncGenerator<StreamedEvent>;
  readonly #aborting: AbortController;

  private constructor(response: Response, aborting: AbortController) {
    this.response = response;
    this.#aborting = aborting;
    this.#events = eventsOf(response);
  }

  static async open(url: string, headers: Record<string, string>): Promise<EventStream> {
    const aborting = new AbortController();
    const signal = AbortSignal.any([aborting.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(url, { headers: { ...headers, Accept: 'text/event-stream' }, signal });
    return new EventStream(response, aborting);
  }

  /** The next event; rejects if none arrives in time. */
  async next(): Promise<StreamedEvent> {
    const { value, done } = (await this.#events.next()) as IteratorResult<StreamedEvent, undefined>;
    if (done) throw new Error('The stream ended.');
    return value;
  }

  close(): void {
    this.#aborting.abort();
  }
}

async function* eventsOf(response: Response): AsyncGenerator<StreamedEvent, undefined> {
  let received = '';
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    received += Buffer.from(chunk).toString();
    const blocks = received.split('\n\n');
    received = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      // Comments and retry hints carry no data.
      if (data !== undefined) yield { event: field('event') ?? 'message', data };
    }
  }
}
