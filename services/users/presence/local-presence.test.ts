import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it, mock } from 'node:test';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { migrateUsers } from '../testing/replica.ts';
import { LocalPresence } from './local-presence.ts';
import { PresenceStore } from './store.ts';
import { TIMING } from './timing.ts';

describe('LocalPresence', () => {
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

  it('grants the others the timeout of a replica after regaining contact, however long that took', async () => {
    const local = new LocalPresence(new PresenceStore(pool), TIMING);
    await local.tick();
    const other = randomUUID();
    await admin.query(`INSERT INTO users.replica_heartbeats VALUES ($1, now() - interval '1 hour')`, [other]);
    const lives = async () =>
      (await admin.query('SELECT FROM users.replica_heartbeats WHERE replica = $1', [other])).rowCount === 1;

    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    local.loseContact();
    mock.timers.tick(10 * TIMING.replicaTimeout);
    for (let passed = 0; passed < TIMING.replicaTimeout; passed += TIMING.heartbeat) {
      await local.tick();
      assert.ok(await lives(), `after ${passed} ms`);
      mock.timers.tick(TIMING.heartbeat);
    }
    await local.tick();
    assert.equal(await lives(), false);
  });
});
