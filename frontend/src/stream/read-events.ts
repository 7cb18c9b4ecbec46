import { SseParser, type SseEvent } from './sse.ts';

/** Nothing came for too long: the connection is dead, or somebody on the way holds the stream back. */
export class SilenceError extends Error {}

export interface Batch {
  events: SseEvent[];
  /** How many milliseconds the server asks to wait after the end. */
  retry: number | undefined;
}

/** The stream's events, together as they arrive together; a heartbeat gives an empty batch. Ends when aborted. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silence: { first: number; later: number },
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new SseParser();
  let patience = silence.first;
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      const { done, value } = await within(patience, reader.read());
      if (done) return;
      patience = silence.later;
      yield { events: parser.push(decoder.decode(value, { stream: true })), retry: parser.retry };
    }
  } finally {
    // The connection is given up, whatever ended the reading; there is nobody left to tell of an error.
    cancel();
    signal.removeEventListener('abort', cancel);
  }
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SilenceError('The stream fell silent')), milliseconds);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
