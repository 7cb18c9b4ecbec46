import type { AddressedEvent, EventFilter, RoomsOfPerson } from './log.ts';

export interface PersonTopicOptions {
  sub: string;
  kinds: EventFilter;
  /** The kinds of signals that the reader receives. */
  signals: EventFilter;
  /** The one room of interest; undefined: all rooms of the person. */
  only?: string;
  /** A room that is never followed. */
  except?: string;
}

/**
 * What a reader follows who receives the events of all rooms that a person is in, or of one of them only while the person
 * is in it. An event of a room is received if it is after the one by which the person joined, and so is one about the
 * person's own membership: the one of leaving is the last of its room.
 */
export class PersonTopic {
  readonly sub: string;
  readonly kinds: EventFilter;
  readonly signals: EventFilter;
  readonly #only: string | undefined;
  readonly #except: string | undefined;
  readonly #rooms = new Map<string, number>();
  /** Changes that arrived before the rooms were read; undefined from then on. */
  #early: AddressedEvent[] | undefined = [];

  constructor({ sub, kinds, signals, only, except }: PersonTopicOptions) {
    this.sub = sub;
    this.kinds = kinds;
    this.signals = signals;
    this.#only = only;
    this.#except = except;
  }

  /** The rooms, each with the number of the event since which the person is in it. */
  get rooms(): RoomsOfPerson {
    return this.#rooms;
  }

  /** Whether it is about this one room only. */
  get isOfOneRoom(): boolean {
    return this.#only !== undefined;
  }

  /** Whether this room is followed while the person is in it. */
  covers(room: string): boolean {
    return room !== this.#except && (this.#only === undefined || this.#only === room);
  }

  /** Starts from the rooms as they were at a position of the log. */
  begin(rooms: RoomsOfPerson, end: number): void {
    for (const [room, joined] of rooms) {
      // Who follows one room alone reads all of it, as its history shows it.
      if (this.covers(room)) this.#rooms.set(room, this.isOfOneRoom ? 0 : joined);
    }
    const later = (this.#early ?? []).filter(({ seq }) => seq > end);
    this.#early = undefined;
    for (const event of later) this.apply(event);
  }

  /** Applies a change of the person's membership; those of the log come in their order. */
  apply(event: AddressedEvent): void {
    const { seq, room, change } = event;
    if (change?.sub !== this.sub || !this.covers(room)) return;
    if (this.#early) this.#early.push(event);
    else if (!change.isMember) this.#rooms.delete(room);
    else if (!this.#rooms.has(room)) this.#rooms.set(room, seq);
  }

  /** Whether the reader receives an event, as the person's rooms are now. */
  receives({ seq, type, room, change }: AddressedEvent): boolean {
    if (!this.kinds.includes(type)) return false;
    if (change?.sub === this.sub) return this.covers(room);
    const joined = this.#rooms.get(room);
    return joined !== undefined && seq > joined;
  }
}
