/** The number of rooms that keep their elements, the one that is shown included. */
const MOST = 6;

/** The rooms shown last: their elements are kept, so that showing one again renders only what has changed in it. */
export class KeptRooms<Room extends { id: string }> {
  /** When each was shown last, counted. The order stays: elements that move would be laid out again. */
  readonly #shown = new Map<Room, number>();
  #count = 0;

  get all(): Room[] {
    return [...this.#shown.keys()];
  }

  /** Call with the room that is shown now, if any. `mayKeep`: the room can be shown again as it is. */
  show(room: Room | undefined, mayKeep: (room: Room) => boolean): void {
    for (const each of this.all) {
      if (each !== room && (each.id === room?.id || !mayKeep(each))) this.#shown.delete(each);
    }
    if (room) this.#shown.set(room, ++this.#count);
    const [oldest] = [...this.#shown].sort(([, one], [, other]) => one - other);
    if (oldest && this.#shown.size > MOST) this.#shown.delete(oldest[0]);
  }
}
