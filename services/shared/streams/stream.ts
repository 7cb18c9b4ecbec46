import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { claimConnection } from '../http/connections.ts';
import { sendQueues } from './send-queues.ts';

export const EVENT_STREAM = 'text/event-stream';

/** Whether a stream is asked for, where an operation answers JSON too. */
export const wantsStream = ({ accept = '' }: IncomingHttpHeaders) => /\btext\/event-stream\b/i.test(accept);

/** Called when the headers are out; from then on the stream is the handler's. */
export type StreamOpener = (stream: EventStream) => void;

/** Bytes that may wait for a slow reader, beyond what the operating system holds. A reader further behind is cut off, and resumes. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** Bytes that a reader may leave unacknowledged, all of which the operating system keeps in memory. */
const MAX_UNACKNOWLEDGED_BYTES = 512 * 1024;
/** So long it may leave more: a burst of events takes its time on a slow link. */
const MAX_BEHIND_MS = 1_000;
/** A reader that catches up gets more once it has acknowledged all but so much. */
const MAX_AHEAD_BYTES = 256 * 1024;
/** So long it may take for that. */
const MAX_DRAIN_MS = 30_000;

/**
 * One open response of Server-Sent Events. It has no chunked framing (it ends when its connection does), so the same
 * bytes go to every stream as they are, straight to the socket: a chunked `res.write` costs half as much again.
 */
export class EventStream {
  readonly #socket: Socket;
  readonly #onClose = new Set<() => void>();
  /** What the operating system had taken for the reader when it was last looked at. */
  #taken = -1;
  #written = 0;
  /** Of what was written, as far as known. */
  #acknowledged = 0;
  #isWatched = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setTimeout(0);
    socket.setKeepAlive(true, 30_000);
    socket.once('close', () => {
      for (const listener of this.#onClose) listener();
      this.#onClose.clear();
    });
  }

  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.writableEnded;
  }

  /** Sends framed events. A reader that is too far behind is cut off. */
  write(bytes: Uint8Array | string): void {
    if (this.closed) return;
    this.#written += Buffer.byteLength(bytes);
    this.#socket.write(bytes);
    if (this.#socket.writableLength > MAX_BUFFERED_BYTES) this.#cutOff();
    else if (this.#unacknowledged > MAX_UNACKNOWLEDGED_BYTES) void this.#cutOffIfBehind();
  }

  /**
   * Resolves once the reader has acknowledged what was written, but for a bounded rest, or is gone; one that stands still
   * is cut off. Between the parts of a replay.
   */
  async drained(): Promise<void> {
    if (!this.#isAhead()) return;
    const stalled = setTimeout(() => this.#cutOff(), MAX_DRAIN_MS);
    stalled.unref();
    while (this.#isAhead()) {
      await this.#handedOver();
      await this.#countUnacknowledged();
    }
    clearTimeout(stalled);
  }

  /** @param listener called once, when the connection is gone, whoever closed it */
  onClose(listener: () => void): void {
    if (this.#socket.destroyed) listener();
    else this.#onClose.add(listener);
  }

  /** Sends what is buffered, then closes. A reader that does not take it is cut off after a second. */
  close(): void {
    if (this.closed) return;
    this.#socket.end();
    setTimeout(() => this.#cutOff(), 1000).unref();
  }

  /**
   * Cuts the reader off if bytes wait for it and it has taken none since the last call: what the operating system holds
   * for a stream, megabytes where it stands still, is held for two calls at the most.
   */
  cutOffIfStalled(): void {
    if (this.closed) return;
    const { bytesWritten, writableLength } = this.#socket;
    const taken = bytesWritten - writableLength;
    if (writableLength > 0 && taken === this.#taken) this.#cutOff();
    this.#taken = taken;
  }

  get #unacknowledged(): number {
    return this.#written - this.#acknowledged;
  }

  #isAhead(): boolean {
    if (this.closed) return false;
    return this.#socket.writableNeedDrain || this.#unacknowledged > MAX_AHEAD_BYTES;
  }

  /** Resolves once the operating system has taken what was written, or the reader is gone. */
  async #handedOver(): Promise<void> {
    if (this.closed || !this.#socket.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#socket.off('drain', done);
        this.#onClose.delete(done);
        resolve();
      };
      this.#socket.once('drain', done);
      this.#onClose.add(done);
    });
  }

  /** Gives what the operating system keeps. Less may be unacknowledged than is counted, never more. */
  async #countUnacknowledged(): Promise<number> {
    const handedOver = this.#written - this.#socket.writableLength;
    const kept = await sendQueues.lengthOf(this.#socket);
    this.#acknowledged = Math.max(this.#acknowledged, handedOver - kept);
    return kept;
  }

  async #cutOffIfBehind(): Promise<void> {
    if (this.#isWatched) return;
    this.#isWatched = true;
    if ((await this.#countUnacknowledged()) > MAX_UNACKNOWLEDGED_BYTES) {
      await delay(MAX_BEHIND_MS, undefined, { ref: false });
      if ((await this.#countUnacknowledged()) > MAX_UNACKNOWLEDGED_BYTES) this.#cutOff();
    }
    this.#isWatched = false;
  }

  /**
   * By a reset: after an orderly end the operating system would go on holding what the reader does not take. A socket
   * whose end is in progress cannot be reset: libuv refuses (EINVAL), Node then never closes its handle, and the event
   * loop spins on it.
   */
  #cutOff(): void {
    if (this.#socket.writableEnded) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }
}

/** Sends the headers of a stream and hands it over. */
export function openStream(request: Request, response: Response, opener: StreamOpener): void {
  const { socket } = request;
  // Cut off, since the answers of other requests are due on it too: the handler finds its stream closed.
  if (!claimConnection(socket, response)) {
    socket.destroy();
    opener(new EventStream(socket));
    return;
  }
  response.setHeader('Content-Type', `${EVENT_STREAM}; charset=utf-8`);
  response.setHeader('X-Accel-Buffering', 'no');
  response.setHeader('Connection', 'close');
  response.removeHeader('Transfer-Encoding');
  response.flushHeaders();
  release(response);
  opener(new EventStream(socket));
}

/**
 * To HTTP the answer is over, and its socket waits for another request: so all that the request and the answer hold is
 * let go, which is as much memory again as the stream itself takes. Node has no public way to end an answer but not its
 * connection.
 */
function release(response: Response): void {
  Reflect.set(response, '_last', false);
  response.emit('finish');
}
