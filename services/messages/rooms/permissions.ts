import { Problem } from '../../shared/http/problem.ts';
import type { LogReader } from '../events/store.ts';

/** The room of requests that name none. */
export const DEFAULT_ROOM = 'general';

/** The known rooms. Rooms are never removed, so each is looked up once. */
export class Rooms {
  readonly #reader: LogReader;
  readonly #known = new Set<string>();

  constructor(reader: LogReader) {
    this.#reader = reader;
  }

  /** Throws `unknown-room` if the room does not exist. */
  async assertKnown(name: string): Promise<void> {
    if (this.#known.has(name)) return;
    if (!(await this.#reader.hasRoom(name))) {
      throw new Problem('unknown-room', `There is no room "${name}". Leave it out for "${DEFAULT_ROOM}".`);
    }
    this.#known.add(name);
  }
}
