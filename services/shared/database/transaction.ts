import type pg from 'pg';
import { orUnavailable } from './pool.ts';

/** Runs `work` in one transaction, which is rolled back where it throws. Throws `unavailable` where the database is out of reach. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await orUnavailable(() => pool.connect());
  let broken: Error | undefined;
  try {
    return await orUnavailable(async () => {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    });
  } catch (error) {
    broken = await client.query('ROLLBACK').then(
      () => undefined,
      (failure: unknown) => (failure instanceof Error ? failure : new Error('ROLLBACK failed', { cause: failure })),
    );
    throw error;
  } finally {
    // A connection that cannot even roll back is not used again.
    client.release(broken);
  }
}
