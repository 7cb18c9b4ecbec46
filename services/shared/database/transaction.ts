import type pg from 'pg';
import { isUnreachable, orUnavailable } from './pool.ts';

/** Runs `work` in one transaction; rolls back if it throws. Throws `unavailable` if the database is unreachable. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return orUnavailable(async () => {
    const client = await pool.connect();
    // A connection that does not answer is discarded: closing it rolls back too.
    let discard = false;
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      discard = isUnreachable(error) || !(await rolledBack(client));
      throw error;
    } finally {
      client.release(discard);
    }
  });
}

function rolledBack(client: pg.PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}
