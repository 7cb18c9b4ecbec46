import type { Caller } from '../identity/caller.ts';
import type { EventStream } from './stream.ts';

/**
 * A place among the streams. It is taken before the stream's headers go out, so that requests that wait for the
 * database at the same time cannot together pass a cap, and so that a session that ends meanwhile is not missed.
 */
export class Place {
  readonly caller: Caller;
  readonly #free: () => void;
  #stream: EventStream | undefined;
  #farewell: string | undefined;
  #sessionEnded = false;

  /** @param free called once the place is free again */
  constructor(caller: Caller, free: () => void) {
    this.caller = caller;
    this.#free = free;
  }

  /** Whether it was closed since its session has ended: its reader does not come back. */
  get sessionEnded(): boolean {
    return this.#sessionEnded;
  }

  /** The stream takes its place; where the place was closed meanwhile the stream is closed too. */
  open(stream: EventStream): void {
    this.#stream = stream;
    stream.onClose(this.#free);
    if (this.#farewell !== undefined) this.close(this.#farewell);
  }

  /** The stream does not come. */
  cancel(): void {
    this.#free();
  }

  write(bytes: Uint8Array | string): void {
    this.#stream?.write(bytes);
  }

  cutOffIfStalled(): void {
    this.#stream?.cutOffIfStalled();
  }

  endSession(): void {
    this.#sessionEnded = true;
    this.close();
  }

  close(farewell = ''): void {
    this.#farewell = farewell;
    if (farewell !== '') this.#stream?.write(farewell);
    this.#stream?.close();
  }
}
