import type pg from 'pg';
import { rowsOf } from '../../shared/database/statement.ts';

const exists = { name: 'room-exists', text: 'SELECT FROM rooms WHERE name = $1' };

/** Reads rooms. Every method throws `unavailable` if the database is unreachable. */
export class RoomStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async exists(name: string): Promise<boolean> {
    return (await rowsOf(this.#pool, exists, [name])).length > 0;
  }
}
