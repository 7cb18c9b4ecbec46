import { GENERAL } from '../stores/general.ts';
import type { Room } from '../stores/room.ts';

/** The limit of rooms that are kept. */
const KEPT_ROOMS = 20;

/** The rooms that were opened: showing one of them again needs no request. */
export class OpenedRooms {
  /** The least recently shown one first. */
  readonly byId = new Map<string, Room>();
  readonly #loads = new WeakMap<Room, Promise<number | undefined>>();
  readonly #make: (id: string) => Room;

  constructor(make: (id: string) => Room) {
    this.#make = make;
  }

  /** The room, as the most recently shown one. The least recently shown ones are dropped. */
  show(id: string): Room {
    const room = this.byId.get(id) ?? this.add(id);
    this.byId.delete(id);
    this.byId.set(id, room);
    for (const [other, dropped] of this.byId) {
      if (this.byId.size <= KEPT_ROOMS) break;
      if (other === GENERAL || other === id) continue;
      dropped.stop();
      this.byId.delete(other);
    }
    return room;
  }

  add(id: string): Room {
    const room = this.#make(id);
    this.byId.set(id, room);
    this.#load(room);
    return room;
  }

  /** Loads all of them again. */
  load(): void {
    for (const room of this.byId.values()) this.#load(room);
  }

  /** The position that all of them have reached, also those that are opened meanwhile: at most `limit`. */
  async position(limit: number): Promise<number> {
    let position = limit;
    for (const room of this.byId.values()) position = Math.min(position, (await this.#loads.get(room)) ?? position);
    return position;
  }

  retry(): void {
    for (const { timeline } of this.byId.values()) timeline.retry();
  }

  stop(): void {
    for (const room of this.byId.values()) room.stop();
  }

  #load(room: Room): void {
    this.#loads.set(room, room.timeline.load());
  }
}
