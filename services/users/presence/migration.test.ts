import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { migrateUsers } from '../testing/replica.ts';
import { PresenceStore } from './store.ts';

const logger = createLogger('test', 'silent');
const MINUTE = '60000 milliseconds';

/** The statements of replicas of the previous release, as they send them. */
class PreviousStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async renewLease(lease: string): Promise<boolean | undefined> {
    const { rows } = await this.#pool.query<{ created: boolean }>(
      `INSERT INTO leases (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET renewed_at = now()
       RETURNING xmax = 0 AS created`,
      [lease],
    );
    return rows[0]?.created;
  }

  async hold(lease: string, sub: string): Promise<void> {
    await this.#pool.query(`SELECT come($1, 'infinity', $2, $3, $4)`, [lease, [sub], ['Ada'], [true]]);
  }

  async release(lease: string, sub: string): Promise<void> {
    await this.#pool.query('UPDATE holds SET expires_at = now() + $3::interval WHERE lease = $1 AND sub = ANY ($2)', [
      lease,
      [sub],
      '0 milliseconds',
    ]);
  }

  async leave(lease: string, sub: string): Promise<void> {
    await this.#pool.query('SELECT leave($1, $2)', [lease, sub]);
  }

  async sweep(): Promise<void> {
    await this.#pool.query('SELECT sweep($1)', [MINUTE]);
  }
}

describe('the migration to connections and heartbeats', () => {
  let database: TestDatabase;
  let folder: string;
  let pool: pg.Pool;
  let admin: pg.Pool;
  let previous: PreviousStore;
  let store: PresenceStore;
  const [old, current, poller] = [randomUUID(), randomUUID(), randomUUID()];
  const POLLERS = '00000000-0000-0000-0000-000000000000';

  const isOnline = async (sub: string) => {
    const { rows } = await admin.query<{ online: boolean }>('SELECT online FROM users.people WHERE sub = $1', [sub]);
    return rows[0]?.online;
  };

  before(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
    await cp(
      fileURLToPath(new URL('../migrations/0001_presence.sql', import.meta.url)),
      path.join(folder, '0001_presence.sql'),
    );
    await migrate(database.urls.users.migrationUrl, 'users', pathToFileURL(`${folder}/`), logger);
    pool = createPool(database.urls.users.url, 'test', logger);
    admin = createPool(database.adminUrl, 'test', logger);
    previous = new PreviousStore(pool);
    store = new PresenceStore(pool);
  });
  after(async () => {
    await pool.end();
    await admin.end();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('keeps what the previous release has written, and who is online', async () => {
    assert.equal(await previous.renewLease(old), true);
    await previous.hold(old, old);
    await previous.hold(POLLERS, poller);
    await migrateUsers(database);
    assert.equal(await isOnline(old), true);
    assert.equal(await store.sendHeartbeat(old), false);
    await store.removeExpiredConnections(60_000);
    assert.equal(await isOnline(old), true);
    assert.equal(await isOnline(poller), true);
  });

  it('lets replicas of the previous release go on beside new ones', async () => {
    const person = { sub: current, username: 'Ada', guest: true };
    assert.equal(await previous.renewLease(old), false);
    assert.equal(await store.sendHeartbeat(current), true);
    assert.equal(await previous.renewLease(current), false);

    // A person with a stream at each is online until both are gone.
    await store.connectStreams(current, [person]);
    await previous.hold(old, current);
    await previous.release(old, current);
    await previous.sweep();
    assert.equal(await isOnline(current), true);
    await store.disconnectStreams(current, [current], 0);
    await store.removeExpiredConnections(60_000);
    assert.equal(await isOnline(current), false);

    await previous.leave(POLLERS, poller);
    assert.equal(await isOnline(poller), false);
  });

  it('lets each release remove dead replicas of the other', async () => {
    await admin.query(`UPDATE users.replica_heartbeats SET renewed_at = now() - interval '1 hour' WHERE replica = $1`, [
      old,
    ]);
    await store.removeExpiredConnections(60_000);
    assert.equal(await isOnline(old), false);
    assert.equal(await previous.renewLease(old), true, 'it learns that its rows are gone');

    await admin.query(`UPDATE users.replica_heartbeats SET renewed_at = now() - interval '1 hour' WHERE replica = $1`, [
      current,
    ]);
    await previous.sweep();
    assert.equal(await store.sendHeartbeat(current), true);
    await assert.rejects(previous.hold(randomUUID(), randomUUID()), /foreign key/);
  });
});
