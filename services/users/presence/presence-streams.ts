import type { EventStream } from '../../shared/http/streaming/stream.ts';
import type { PresenceEvent } from './online-users.ts';

/** The open presence streams of this replica that show everybody, without and with details; see `FilteredStreams`. */
export class PresenceStreams {
  readonly #plain = new Set<EventStream>();
  readonly #detailed = new Set<EventStream>();

  /** Begins a stream with a snapshot; it receives every event from then on. */
  add(stream: EventStream, isDetailed: boolean, snapshot: Required<PresenceEvent>): void {
    const streams = isDetailed ? this.#detailed : this.#plain;
    stream.write(isDetailed ? snapshot.detailed : snapshot.plain);
    streams.add(stream);
    stream.onClose(() => streams.delete(stream));
  }

  send({ plain, detailed }: PresenceEvent): void {
    if (plain) for (const stream of this.#plain) stream.write(plain);
    for (const stream of this.#detailed) stream.write(detailed);
  }
}
