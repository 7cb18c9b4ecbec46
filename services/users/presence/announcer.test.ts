import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it, mock } from 'node:test';
import type pg from 'pg';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { Store } from '../store.ts';
import { migrateUsers } from '../testing/replica.ts';
import { Announcer } from './announcer.ts';
import { TIMING } from './timing.ts';

describe('Announcer', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let admin: pg.Pool;

  before(async () => {
    const logger = createLogger('test', 'silent');
    database = await createTestDatabase();
    await migrateUsers(database);
    pool = createPool(database.urls.users.url, 'test', logger);
    admin = createPool(database.adminUrl, 'test', logger);
  });
  after(async () => {
    mock.timers.reset();
    await pool.end();
    await admin.end();
    await database.drop();
  });

  it('grants the others the duration of a lease after regaining contact, however long that took', async () => {
    const announcer = new Announcer(new Store(pool), TIMING);
    await announcer.tick();
    const other = randomUUID();
    await admin.query(`INSERT INTO users.leases VALUES ($1, now() - interval '1 hour')`, [other]);
    const lives = async () => (await admin.query('SELECT FROM users.leases WHERE id = $1', [other])).rowCount === 1;

    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    announcer.loseTouch();
    mock.timers.tick(10 * TIMING.lease);
    for (let passed = 0; passed < TIMING.lease; passed += TIMING.renew) {
      await announcer.tick();
      assert.ok(await lives(), `after ${passed} ms`);
      mock.timers.tick(TIMING.renew);
    }
    await announcer.tick();
    assert.equal(await lives(), false);
  });
});
