import { Problem } from '../shared/problem.ts';
import type { LogReader } from './store/log-reader.ts';

/** The room of a request that names none. */
export const DEFAULT_ROOM = 'general';

/** Which rooms there are. A room is never removed, so each is looked up once. */
export class Rooms {
  readonly #reader: LogReader;
  readonly #known = new Set<string>();

  constructor(reader: LogReader) {
    this.#reader = reader;
  }

  /** Throws `unknown-room` where there is no such room. */
  async assertKnown(name: string): Promise<void> {
    if (this.#known.has(name)) return;
    if (!(await this.#reader.hasRoom(name))) {
      throw new Problem('unknown-room', `There is no room "${name}". Leave it out for "${DEFAULT_ROOM}".`);
    }
    this.#known.add(name);
  }
}
