import type pg from 'pg';
import { orUnavailable, queryRows } from '../../../shared/database/pool.ts';
import { PERSON, type Person } from '../../person.ts';

const DIGEST = `encode(sha256(convert_to(password_hash, 'UTF8')), 'hex')`;
const VALID = `
  people.sub = password_resets.sub AND code_hash = $1 AND expires_at > $2 AND password_digest = ${DIGEST}
  AND disabled_at IS NULL AND deleted_at IS NULL`;

/** Reads links for new passwords, and deletes expired ones. */
export class ResetStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The account that a code is for. */
  async account(codeHash: string, now: Date): Promise<Person | undefined> {
    const text = `SELECT ${PERSON} FROM password_resets, people WHERE ${VALID}`;
    const [person] = await queryRows<Person>(this.#pool, text, [codeHash, now]);
    return person;
  }

  async deleteExpired(now: Date): Promise<void> {
    await orUnavailable(() => this.#pool.query('DELETE FROM password_resets WHERE expires_at <= $1', [now]));
  }
}

/** Changes to the links of accounts whose rows are locked. */
export class ResetChanges {
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  /** The account's previous link is no longer valid. */
  async replace(sub: string, codeHash: string, expiresAt: Date): Promise<void> {
    await this.#client.query(
      `INSERT INTO password_resets (sub, code_hash, password_digest, expires_at)
       SELECT sub, $2, ${DIGEST}, $3 FROM people WHERE sub = $1
       ON CONFLICT (sub) DO UPDATE SET
         code_hash = excluded.code_hash, password_digest = excluded.password_digest, expires_at = excluded.expires_at`,
      [sub, codeHash, expiresAt],
    );
  }

  /** Removes the link. @returns whether it was valid */
  async take(codeHash: string, now: Date): Promise<boolean> {
    const { rowCount } = await this.#client.query(`DELETE FROM password_resets USING people WHERE ${VALID}`, [
      codeHash,
      now,
    ]);
    return rowCount === 1;
  }

  /** For accounts that may have no link any more. */
  async remove(sub: string): Promise<void> {
    await this.#client.query('DELETE FROM password_resets WHERE sub = $1', [sub]);
  }
}
