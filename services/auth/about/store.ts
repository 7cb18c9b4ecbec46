import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';

/** The chat's stored name. */
export class AboutStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** undefined until an administrator sets a name. */
  async name(): Promise<string | undefined> {
    const [row] = await queryRows<{ name: string }>(this.#pool, 'SELECT name FROM about');
    return row?.name;
  }
}

/** Changes to the chat's stored name. */
export class AboutChanges {
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  /** @returns whether the stored name was another one */
  async setName(name: string): Promise<boolean> {
    const { rowCount } = await this.#client.query(
      `INSERT INTO about AS a (name) VALUES ($1)
       ON CONFLICT (only_row) DO UPDATE SET name = excluded.name WHERE a.name <> excluded.name`,
      [name],
    );
    return rowCount === 1;
  }
}
