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
import { createPool, queryRows } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { DirectoryStore } from '../directory/store.ts';
import { migrateUsers } from '../testing/replica.ts';

const logger = createLogger('test', 'silent');
const POLLERS = '00000000-0000-0000-0000-000000000000';

describe('the migration to profiles of everybody', () => {
  let database: TestDatabase;
  let folder: string;
  let pool: pg.Pool;
  const [online, offline] = [randomUUID(), randomUUID()];

  // The statements of replicas of the previous release, as they send them.
  const connect = (sub: string, username: string) =>
    pool.query(`SELECT connect($1, 'infinity', $2, $3, $4)`, [POLLERS, [sub], [username], [false]]);
  const rename = (sub: string, username: string, displayName: string) =>
    pool.query('SELECT rename_person($1, $2, $3, $4)', [sub, username, false, displayName]);
  const displayName = async (sub: string) => {
    const rows = await queryRows<{ display_name: string }>(pool, 'SELECT display_name FROM profiles WHERE sub = $1', [
      sub,
    ]);
    return rows[0]?.display_name;
  };
  const person = (sub: string) => new DirectoryStore(pool).find(sub);

  before(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
    for (const name of ['0001_presence.sql', '0002_connections.sql'])
      await cp(fileURLToPath(new URL(`../migrations/${name}`, import.meta.url)), path.join(folder, name));
    await migrate(database.urls.users.migrationUrl, 'users', pathToFileURL(`${folder}/`), logger);
    pool = createPool(database.urls.users.url, 'test', logger);
    await connect(online, 'ada');
    await rename(online, 'ada', 'ADA');
    await rename(offline, 'grace', 'GRACE');
    await migrateUsers(database);
  });
  after(async () => {
    await pool.end();
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });

  it('keeps display names, and lists who was online', async () => {
    assert.deepEqual(await person(online), {
      sub: online,
      username: 'ada',
      displayName: 'ADA',
      guest: false,
      presence: 'online',
    });
    assert.equal(await displayName(offline), 'GRACE');
    assert.equal(await person(offline), undefined, 'their name is unknown');
    await connect(offline, 'grace');
    assert.equal((await person(offline))?.displayName, 'GRACE');
  });

  it('understands what replicas of the previous release write', async () => {
    const sub = randomUUID();
    await connect(sub, 'kay');
    assert.equal((await person(sub))?.presence, 'online');
    await rename(sub, 'kay', 'KAY');
    assert.equal((await person(sub))?.displayName, 'KAY');
    await rename(sub, 'kay', 'kay');
    // The same to them as no row.
    assert.equal(await displayName(sub), 'kay');
    await pool.query('SELECT disconnect($1, $2)', [POLLERS, sub]);
    assert.equal((await person(sub))?.presence, 'offline');
  });
});
