import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { migrate } from '../database/migrate.ts';
import { createPool } from '../database/pool.ts';
import { createLogger } from '../logging/logger.ts';
import { Problem } from '../problem.ts';
import { RateLimiter } from './rate-limit.ts';

const logger = createLogger('test', 'silent');
const person = (name: string, perMinute: number) => ({ key: `person:${name}`, perMinute, what: 'tries by you' });
const address = (perMinute: number, beyond = 0) => ({
  key: 'address:1',
  perMinute,
  beyond,
  what: 'tries from your address',
});

/** Of each: why it was refused, or that it was not. */
async function outcomes(debits: Promise<void>[]): Promise<string[]> {
  const results = await Promise.allSettled(debits);
  return results.map((result) => {
    if (result.status === 'fulfilled') return 'counted';
    const { reason } = result as { reason: unknown };
    return reason instanceof Problem && reason.kind === 'rate-limited'
      ? (/^Too many (.+)\. Wait/.exec(reason.message)?.[1] ?? '')
      : String(reason);
  });
}

describe('RateLimiter', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let limiters: RateLimiter[];

  before(async () => {
    database = await createTestDatabase();
    const migrations = new URL('../../messages/migrations/', import.meta.url);
    await migrate(database.urls.messages.migrationUrl, 'messages', migrations, logger);
    pool = createPool(database.urls.messages.url, 'test', logger);
    limiters = [new RateLimiter(pool), new RateLimiter(pool)];
  });
  after(async () => {
    for (const limiter of limiters) limiter.stop();
    await pool.end();
    await database.drop();
  });
  afterEach(() => pool.query('DELETE FROM rate_limits'));

  const limiter = (index = 0) => {
    const found = limiters[index];
    if (!found) throw new Error('there are two limiters');
    return found;
  };

  it('counts uses of one statement one after the other', async () => {
    const debits = ['ada', 'ada', 'bob', 'ada'].map((name) => limiter().debit(person(name, 2)));
    assert.deepEqual(await outcomes(debits), ['counted', 'counted', 'counted', 'tries by you']);
    assert.deepEqual(await outcomes([limiter().debit(person('bob', 2))]), ['counted']);
  });

  it('counts a further use only beyond the first ones, and not if the first is refused', async () => {
    const debits = Array.from({ length: 5 }, () => limiter().debit(person('ada', 4), address(1, 2)));
    const others = [limiter().debit(person('bob', 4), address(1, 2)), limiter().debit(person('bob', 4), address(1))];
    assert.deepEqual(await outcomes([...debits, ...others]), [
      'counted',
      'counted',
      'counted',
      'tries from your address',
      'tries by you',
      'counted',
      'tries from your address',
    ]);
    const { rows } = await pool.query('SELECT key, count FROM rate_limits ORDER BY key');
    assert.deepEqual(rows, [
      { key: 'address:1', count: 3 },
      { key: 'person:ada', count: 5 },
      { key: 'person:bob', count: 2 },
    ]);
  });

  it('counts across replicas, however many debit at once', async () => {
    const debits = Array.from({ length: 200 }, (_, index) =>
      limiter(index % 2).debit(person(String(index % 7), 1_000), address(150)),
    );
    const results = await outcomes(debits);
    assert.equal(results.filter((result) => result === 'counted').length, 150);
    assert.equal(results.filter((result) => result === 'tries from your address').length, 50);
  });
});
