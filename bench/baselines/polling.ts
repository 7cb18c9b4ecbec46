import { setTimeout as sleep } from 'node:timers/promises';
import { LatencyRecorder } from '../readers/latencies.ts';
import { SENT_MARK, type Latencies } from '../readers/protocol.ts';

const SENT = new RegExp(`${SENT_MARK}(\\d+)`);

interface Options {
  pollers: number;
  everyMs: number;
}

interface Message {
  id: number;
  message: string;
}

/** Clients that poll the old design, spread evenly over the interval. */
export class Polling {
  readonly #url: string;
  readonly #latencies = new LatencyRecorder();
  readonly #running: Promise<void>[];
  readonly #over = new AbortController();

  constructor(url: string, { pollers, everyMs }: Options) {
    this.#url = url;
    this.#running = Array.from({ length: pollers }, (_, index) => this.#poll((index / pollers) * everyMs, everyMs));
  }

  /** Resolves with what was seen, when the last poll is answered. */
  async stop(): Promise<Latencies> {
    this.#over.abort();
    await Promise.all(this.#running);
    return this.#latencies.take();
  }

  async #poll(offset: number, everyMs: number): Promise<void> {
    let after = 0;
    await sleep(offset);
    while (!this.#over.signal.aborted) {
      const response = await fetch(`${this.#url}?after=${after}`, { signal: AbortSignal.timeout(15_000) });
      const { messages } = (await response.json()) as { messages: Message[] };
      for (const { id, message } of messages) {
        after = id;
        this.#latencies.record(Number(SENT.exec(message)?.[1]));
      }
      await sleep(everyMs);
    }
  }
}
