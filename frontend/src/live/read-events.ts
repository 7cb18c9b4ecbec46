import { EventStreamParser, type SseEvent } from './event-stream-parser.ts';

/** No data for too long: the connection is dead, or a proxy buffers the stream. */
export class SilenceError extends Error {}

export interface Chunk {
  events: SseEvent[];
  /** Of the last event, or of a heartbeat after it. */
  lastEventId: string;
  /** The reconnection delay in milliseconds that the server asks for. */
  retry: number | undefined;
}

/** Yields a stream's events, one batch per chunk; a heartbeat yields a batch without events. Ends when aborted. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silence: { first: number; later: number },
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventStreamParser();
  let limit = silence.first;
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      const { done, value } = await within(limit, reader.read());
      if (done) return;
      limit = silence.later;
      const events = parser.push(decoder.decode(value, { stream: true }));
      yield { events, lastEventId: parser.lastEventId, retry: parser.retry };
    }
  } finally {
    // Close the connection however the reading ended; nobody is left to handle an error.
    cancel();
    signal.removeEventListener('abort', cancel);
  }
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SilenceError('No data from the stream in time')), milliseconds);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
