import { frame } from '../http/streaming/frame.ts';
import type { AddressedEvent, LogEvent, MembershipChange } from './log.ts';

/** An event, serialized once for all streams of its room. */
export interface EventFrame extends AddressedEvent {
  readonly bytes: Buffer;
}

export function frameOf(event: LogEvent, change?: MembershipChange): EventFrame {
  const { seq, type, room } = event;
  return { seq, type, room, change, bytes: Buffer.from(frame(type, JSON.stringify(event), seq)) };
}

/** Maximum bytes per write to a stream: far below the limit at which a slow client is disconnected. */
const CHUNK_BYTES = 64 * 1024;

/** Groups frames into chunks, each sent by one write. */
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
