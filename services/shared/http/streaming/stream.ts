import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { claimConnection } from '../connections.ts';
import { releaseResponse } from '../patches/release-response.ts';
import { disconnect } from './disconnect.ts';
import { heartbeat } from './frame.ts';
import { sendQueues } from './send-queues.ts';

export const EVENT_STREAM = 'text/event-stream';

/** Whether the client requests a stream from an operation that also returns JSON. */
export const wantsStream = ({ accept = '' }: IncomingHttpHeaders) => /\btext\/event-stream\b/i.test(accept);

/** Called once the headers are sent; from then on the handler owns the stream. */
export type StreamOpener = (stream: EventStream) => void;

/** Maximum bytes buffered in this process. A client further behind is disconnected, and resumes. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** Maximum unacknowledged bytes, all of which the operating system keeps in memory. */
const MAX_UNACKNOWLEDGED_BYTES = 512 * 1024;
/** How long a client may exceed that: a burst of events takes time on a slow link. */
const MAX_BEHIND_MS = 1_000;
/** During a replay the next part is sent once no more than this is unacknowledged. */
const MAX_AHEAD_BYTES = 256 * 1024;
/** Maximum wait for that. */
const MAX_DRAIN_MS = 30_000;

/**
 * One open Server-Sent Events response. It is not chunked (it ends with its connection), so the same bytes are written
 * to every stream's socket unchanged: a chunked `res.write` costs half as much again.
 */
export class EventStream {
  /**
   * The position in a log up to which everything that concerns this stream was written to it; heartbeats carry it as
   * their id. Undefined while it does not follow a log, or is still catching up with it.
   */
  position: (() => number) | undefined;
  readonly #socket: Socket;
  readonly #onClose = new Set<() => void>();
  /** Bytes that the operating system had accepted at the last check. */
  #taken = -1;
  #written = 0;
  /** Acknowledged bytes of those written, as of the last check. */
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

  /** Sends serialized events. A client that is too far behind is disconnected. */
  write(bytes: Uint8Array | string): void {
    if (this.closed) return;
    this.#written += Buffer.byteLength(bytes);
    this.#socket.write(bytes);
    if (this.#socket.writableLength > MAX_BUFFERED_BYTES) disconnect(this.#socket);
    else if (this.#unacknowledged > MAX_UNACKNOWLEDGED_BYTES) void this.#cutOffIfBehind();
  }

  beat(): void {
    this.write(heartbeat(this.position?.()));
  }

  /**
   * Backpressure between the parts of a replay: resolves once the client has acknowledged all but a bounded rest, or is
   * gone; a client that stalls is disconnected.
   */
  async drained(): Promise<void> {
    if (!this.#isAhead()) return;
    const stalled = setTimeout(() => disconnect(this.#socket), MAX_DRAIN_MS);
    stalled.unref();
    while (this.#isAhead()) {
      await this.#handedOver();
      await this.#countUnacknowledged();
    }
    clearTimeout(stalled);
  }

  /** @param listener called once when the connection is closed by either side */
  onClose(listener: () => void): void {
    if (this.#socket.destroyed) listener();
    else this.#onClose.add(listener);
  }

  /** Sends what is buffered, then closes. A client that does not read it is disconnected after a second. */
  close(): void {
    if (this.closed) return;
    this.#socket.end();
    setTimeout(() => disconnect(this.#socket), 1000).unref();
  }

  /**
   * Disconnects the client if bytes are pending and it has accepted none since the last call, so that the operating
   * system buffers the data of a stalled stream, up to megabytes, for two calls at most.
   */
  cutOffIfStalled(): void {
    if (this.closed) return;
    const { bytesWritten, writableLength } = this.#socket;
    const taken = bytesWritten - writableLength;
    if (writableLength > 0 && taken === this.#taken) disconnect(this.#socket);
    this.#taken = taken;
  }

  get #unacknowledged(): number {
    return this.#written - this.#acknowledged;
  }

  #isAhead(): boolean {
    if (this.closed) return false;
    return this.#socket.writableNeedDrain || this.#unacknowledged > MAX_AHEAD_BYTES;
  }

  /** Resolves once the operating system has accepted what was written, or the client is gone. */
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

  /** Returns the length of the send queue. Less may be unacknowledged than is counted, never more. */
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
      if ((await this.#countUnacknowledged()) > MAX_UNACKNOWLEDGED_BYTES) disconnect(this.#socket);
    }
    this.#isWatched = false;
  }
}

/** Sends a stream's headers and passes it to the handler. */
export function sendStream(request: Request, response: Response, opener: StreamOpener): void {
  const { socket } = request;
  // Close it, since responses to other requests are due on this connection too: the handler gets a closed stream.
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
  releaseResponse(response);
  opener(new EventStream(socket));
}
