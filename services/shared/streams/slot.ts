import type { Caller } from '../caller.ts';
import type { EventStream } from '../http/streaming/stream.ts';

/**
 * A slot for a stream, reserved before the stream's headers are sent, so that concurrent requests that wait for the
 * database cannot exceed a cap together, and so that a session that ends meanwhile is noticed.
 */
export class StreamSlot {
  readonly caller: Caller;
  readonly #free: () => void;
  #stream: EventStream | undefined;
  #closingFrame: string | undefined;
  #sessionEnded = false;

  /** @param free called once the slot is released */
  constructor(caller: Caller, free: () => void) {
    this.caller = caller;
    this.#free = free;
  }

  /** Whether it was closed because its session has ended: its client does not reconnect. */
  get sessionEnded(): boolean {
    return this.#sessionEnded;
  }

  /** Attaches the stream; closes it if the slot was closed meanwhile. */
  open(stream: EventStream): void {
    this.#stream = stream;
    stream.onClose(this.#free);
    if (this.#closingFrame !== undefined) this.close(this.#closingFrame);
  }

  /** Releases the slot without a stream. */
  cancel(): void {
    this.#free();
  }

  write(bytes: Uint8Array | string): void {
    this.#stream?.write(bytes);
  }

  /** Sends a heartbeat, or disconnects a client that has stalled. */
  beat(): void {
    this.#stream?.cutOffIfStalled();
    this.#stream?.beat();
  }

  endSession(): void {
    this.#sessionEnded = true;
    this.close();
  }

  close(closingFrame = ''): void {
    this.#closingFrame = closingFrame;
    if (closingFrame !== '') this.#stream?.write(closingFrame);
    this.#stream?.close();
  }
}
