import { frame } from '../shared/streams/frame.ts';
import type { Event } from './store/rows.ts';

/** An event as it goes to every stream of its room. */
export interface EventFrame {
  readonly seq: number;
  readonly type: Event['type'];
  readonly room: string;
  readonly messageId: string | undefined;
  /** Not fixed: what the message shows may change. */
  bytes: Buffer;
}

export function bytesOf(event: Event): Buffer {
  return Buffer.from(frame(event.type, JSON.stringify(event), event.seq));
}

export function frameOf(event: Event): EventFrame {
  const { seq, type, room, message } = event;
  return { seq, type, room, messageId: message?.id, bytes: bytesOf(event) };
}

/** So much is written to a stream at once: far less than what cuts a reader off. */
const CHUNK_BYTES = 64 * 1024;

/** Cuts frames into runs, each to be sent by one write. */
export function* inChunks(frames: Iterable<EventFrame>): Generator<EventFrame[]> {
  let chunk: EventFrame[] = [];
  let size = 0;
  for (const each of frames) {
    chunk.push(each);
    size += each.bytes.length;
    if (size < CHUNK_BYTES) continue;
    yield chunk;
    chunk = [];
    size = 0;
  }
  if (chunk.length > 0) yield chunk;
}

export function joined(chunk: readonly EventFrame[]): Buffer {
  const [first] = chunk;
  return first && chunk.length === 1 ? first.bytes : Buffer.concat(chunk.map(({ bytes }) => bytes));
}
