import type { EventStream } from '../../shared/http/streaming/stream.ts';
import type { VisiblePeople } from '../visible-people.ts';
import type { OnlineUsers } from './online-users.ts';

interface Filtered {
  stream: EventStream;
  sub: string;
  isDetailed: boolean;
  visible: ReadonlySet<string>;
  sent: Buffer;
}

/**
 * The open presence streams of guests by invite, who see the people of their rooms only. They get a snapshot whenever
 * theirs has changed, since somebody may also come into sight or get out of it.
 */
export class FilteredStreams {
  readonly #streams = new Set<Filtered>();
  readonly #users: OnlineUsers;
  readonly #people: VisiblePeople;

  constructor(users: OnlineUsers, people: VisiblePeople) {
    this.#users = users;
    this.#people = people;
  }

  add(stream: EventStream, { sub, visible }: { sub: string; visible: ReadonlySet<string> }, isDetailed: boolean): void {
    const sent = this.#users.snapshotOf(visible, isDetailed);
    stream.write(sent);
    const filtered = { stream, sub, isDetailed, visible, sent };
    this.#streams.add(filtered);
    stream.onClose(() => this.#streams.delete(filtered));
  }

  /** Somebody's presence has changed. */
  send(): void {
    for (const filtered of this.#streams) this.#sendIfChanged(filtered);
  }

  /** Looks whether other people are visible now. */
  refresh(): void {
    for (const filtered of this.#streams) {
      void this.#people.of(filtered.sub).then((visible) => {
        if (visible === filtered.visible) return;
        filtered.visible = visible;
        this.#sendIfChanged(filtered);
      });
    }
  }

  #sendIfChanged(filtered: Filtered): void {
    if (filtered.stream.closed) return;
    const snapshot = this.#users.snapshotOf(filtered.visible, filtered.isDetailed);
    if (snapshot.equals(filtered.sent)) return;
    filtered.sent = snapshot;
    filtered.stream.write(snapshot);
  }
}
