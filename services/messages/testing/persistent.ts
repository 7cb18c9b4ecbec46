/** Clients that retry and resume until they succeed, as the page does. */
import { AssertionError } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { EventReader } from './event-reader.ts';
import type { Message, Person } from './person.ts';

const pause = () => new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40));

/** Sends a message until it is acknowledged, each time to the next replica. */
export async function sendUntilStored(person: Person, urls: string[], text: string): Promise<Message> {
  const id = randomUUID();
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await person.at(urls[attempt % urls.length] ?? '').send(text, id);
      if (response.ok) return (await response.json()) as Message;
      await response.text();
      if (response.status < 500) throw new Error(`refused with ${response.status}`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await pause();
  }
}

/** Follows the log through any number of streams, each resuming where the last one broke. */
export class PersistentReader {
  readonly #person: Person;
  readonly #urls: string[];
  /** Events of streams that have ended. */
  readonly #earlier: number[] = [];
  #stream: EventReader | undefined;
  #cursor: number;
  #done = false;
  #failure: AssertionError | undefined;
  streams = 0;

  constructor(person: Person, urls: string[], cursor: number) {
    this.#person = person;
    this.#urls = urls;
    this.#cursor = cursor;
    void this.#follow();
  }

  /** All events received, in order. */
  get seqs(): number[] {
    return [...this.#earlier, ...(this.#stream?.seqs ?? [])];
  }

  /** Closes the stream; the next one resumes. */
  breakOff(): void {
    this.#stream?.close();
  }

  /** Resolves with all events received once it has read up to a position. */
  async until(seq: number): Promise<number[]> {
    while ((this.seqs.at(-1) ?? 0) < seq) {
      if (this.#failure) throw this.#failure;
      await pause();
    }
    this.#done = true;
    this.breakOff();
    return this.seqs;
  }

  async #follow(): Promise<void> {
    while (!this.#done) {
      try {
        const url = this.#urls[this.streams++ % this.#urls.length] ?? '';
        this.#stream = await this.#person.at(url).stream(this.#cursor);
        await this.#stream.untilEnd();
        this.#cursor = this.#stream.cursor;
        this.#earlier.push(...this.#stream.seqs);
        this.#stream = undefined;
      } catch (error) {
        // 503 and broken connections are expected; an invalid cursor is not.
        if (error instanceof AssertionError && Number(error.actual) < 500) {
          this.#failure = error;
          return;
        }
        await pause();
      }
    }
  }
}
