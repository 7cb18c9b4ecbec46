import type { EventFilter } from './log.ts';

/** Readers by the room and the kinds of events that they receive. */
export class StreamsByRoom<Reader> {
  readonly #rooms = new Map<string, Map<EventFilter, Set<Reader>>>();

  get size(): number {
    return this.#rooms.size;
  }

  /** The readers of a room, grouped by the kinds that they receive. */
  of(room: string): Iterable<readonly [EventFilter, ReadonlySet<Reader>]> {
    return this.#rooms.get(room) ?? [];
  }

  add(room: string, kinds: EventFilter, reader: Reader): void {
    let filters = this.#rooms.get(room);
    if (!filters) this.#rooms.set(room, (filters = new Map<EventFilter, Set<Reader>>()));
    let readers = filters.get(kinds);
    if (!readers) filters.set(kinds, (readers = new Set<Reader>()));
    readers.add(reader);
  }

  delete(room: string, kinds: EventFilter, reader: Reader): void {
    const filters = this.#rooms.get(room);
    const readers = filters?.get(kinds);
    if (!readers?.delete(reader) || readers.size > 0) return;
    // Rooms come and go: what nobody reads takes no memory.
    filters?.delete(kinds);
    if (filters?.size === 0) this.#rooms.delete(room);
  }
}
