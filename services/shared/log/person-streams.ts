import type { EventStream } from '../http/streaming/stream.ts';
import { joined, type EventFrame } from './frames.ts';
import type { AddressedEvent } from './log.ts';
import type { PersonTopic } from './person-topic.ts';
import { StreamsByRoom } from './streams-by-room.ts';

/** A stream that is live. */
interface Reader {
  readonly stream: EventStream;
  readonly topic: PersonTopic;
  /** What of the current chunk is written to it. */
  part: Part | undefined;
}

/**
 * The streams that follow the rooms of a person. Each gets what is its own of a chunk in log order, by one write; streams
 * that get the same share the bytes.
 */
export class PersonStreams {
  /** Every topic that is followed, live or not yet: all of them need the changes. */
  readonly #topics = new Map<string, Map<PersonTopic, Reader | undefined>>();
  readonly #readers = new StreamsByRoom<Reader>();

  /** From here on the topic gets the changes of its person's memberships. */
  register(topic: PersonTopic): void {
    let topics = this.#topics.get(topic.sub);
    if (!topics) this.#topics.set(topic.sub, (topics = new Map<PersonTopic, Reader | undefined>()));
    topics.set(topic, undefined);
  }

  unregister(topic: PersonTopic): void {
    const topics = this.#topics.get(topic.sub);
    const reader = topics?.get(topic);
    topics?.delete(topic);
    if (topics?.size === 0) this.#topics.delete(topic.sub);
    if (reader) for (const room of topic.rooms.keys()) this.#readers.delete(room, topic.kinds, reader);
  }

  /** The stream of a registered topic is live from here on. */
  join(stream: EventStream, topic: PersonTopic): void {
    const reader: Reader = { stream, topic, part: undefined };
    this.#topics.get(topic.sub)?.set(topic, reader);
    for (const room of topic.rooms.keys()) this.#readers.add(room, topic.kinds, reader);
  }

  /** Writes a chunk's events to the live streams; returns their number, counted for each stream. */
  send(chunk: readonly EventFrame[]): number {
    if (this.#topics.size === 0) return 0;
    const written = new Set<Reader>();
    const nothing = new Part();
    for (const run of runsOf(chunk)) {
      const [first] = run;
      // Who joins receives the event of it, and who leaves does too.
      if (first?.change?.isMember === true) this.#apply(first);
      for (const [kinds, readers] of first ? this.#readers.of(first.room) : []) {
        const frames = run.filter(({ type }) => kinds.includes(type));
        if (frames.length === 0) continue;
        for (const reader of readers) {
          reader.part = (reader.part ?? nothing).followedBy(frames);
          written.add(reader);
        }
      }
      if (first?.change?.isMember === false) this.#apply(first);
    }
    let count = 0;
    for (const reader of written) {
      if (reader.part) reader.stream.write(reader.part.bytes);
      count += reader.part?.count ?? 0;
      reader.part = undefined;
    }
    return count;
  }

  /** Sends bytes that are no event to those who are in a room, but for one person, and receive signals of the kind. */
  signalRoom(room: string, kind: string, bytes: Buffer, except: string): void {
    for (const [, readers] of this.#readers.of(room)) {
      for (const { stream, topic } of readers) {
        if (topic.sub !== except && topic.signals.includes(kind)) stream.write(bytes);
      }
    }
  }

  /** Sends bytes that are no event to a person's live streams that receive signals of the kind. */
  signalPerson(sub: string, kind: string, bytes: Buffer): void {
    for (const [topic, reader] of this.#topics.get(sub) ?? []) {
      if (topic.signals.includes(kind)) reader?.stream.write(bytes);
    }
  }

  #apply(event: AddressedEvent): void {
    for (const [topic, reader] of this.#topics.get(event.change?.sub ?? '') ?? []) {
      topic.apply(event);
      if (!reader) continue;
      if (topic.rooms.has(event.room)) this.#readers.add(event.room, topic.kinds, reader);
      else this.#readers.delete(event.room, topic.kinds, reader);
    }
  }
}

/** What of a chunk is written to a stream. Streams that get the same parts of it are at the same node of this tree. */
class Part {
  readonly count: number;
  readonly #before: Part | undefined;
  readonly #frames: readonly EventFrame[];
  readonly #next = new Map<readonly EventFrame[], Part>();
  #bytes: Buffer | undefined;

  constructor(before?: Part, frames: readonly EventFrame[] = []) {
    this.#before = before;
    this.#frames = frames;
    this.count = (before?.count ?? 0) + frames.length;
  }

  /** Joined once, if a stream ends here. */
  get bytes(): Buffer {
    this.#bytes ??= joined(this.#all());
    return this.#bytes;
  }

  followedBy(frames: readonly EventFrame[]): Part {
    let next = this.#next.get(frames);
    if (!next) this.#next.set(frames, (next = new Part(this, frames)));
    return next;
  }

  #all(): EventFrame[] {
    const runs: (readonly EventFrame[])[] = [];
    for (let part = this.#before; part; part = part.#before) runs.push(part.#frames);
    return [...runs.reverse().flat(), ...this.#frames];
  }
}

/** Consecutive events of one room. One that changes who is in it is a run of its own. */
function runsOf(chunk: readonly EventFrame[]): EventFrame[][] {
  const runs: EventFrame[][] = [];
  let last: EventFrame | undefined;
  for (const frame of chunk) {
    const follows = last?.room === frame.room && !last.change && !frame.change;
    if (follows) runs.at(-1)?.push(frame);
    else runs.push([frame]);
    last = frame;
  }
  return runs;
}
