import type pg from 'pg';
import { queryRows } from '../../../shared/database/pool.ts';

const VALID = 'code_hash = $1 AND expires_at > $2';

/** Reads the setup link. */
export class SetupStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async isValid(codeHash: string, now: Date): Promise<boolean> {
    const rows = await queryRows(this.#pool, `SELECT FROM setup_link WHERE ${VALID}`, [codeHash, now]);
    return rows.length > 0;
  }
}

/** Changes to the setup link. The administrators must be locked. */
export class SetupChanges {
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  /** The previous link is no longer valid. */
  async replaceLink(codeHash: string, expiresAt: Date): Promise<void> {
    await this.#client.query(
      `INSERT INTO setup_link (code_hash, expires_at) VALUES ($1, $2)
       ON CONFLICT (only_row) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at`,
      [codeHash, expiresAt],
    );
  }

  /** Removes the link. @returns whether it was valid */
  async takeLink(codeHash: string, now: Date): Promise<boolean> {
    const { rowCount } = await this.#client.query(`DELETE FROM setup_link WHERE ${VALID}`, [codeHash, now]);
    return rowCount === 1;
  }
}
