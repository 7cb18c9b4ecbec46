import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { ConfigError } from '../environment.ts';
import { createLogger } from '../log.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { tcpProxy } from '../testing/tcp-proxy.ts';
import { migrate } from './migrate.ts';

const logger = createLogger('test', 'silent');

describe('migrate', () => {
  let database: TestDatabase;
  let older: URL;
  let newer: URL;
  const folders: string[] = [];

  async function folder(migrations: Record<string, string>): Promise<URL> {
    const directory = await mkdtemp(path.join(tmpdir(), 'chat-migrations-'));
    folders.push(directory);
    for (const [name, up] of Object.entries(migrations)) {
      await writeFile(path.join(directory, name), `-- Up Migration\n${up};\n-- Down Migration\n`);
    }
    return pathToFileURL(`${directory}/`);
  }

  before(async () => {
    database = await createTestDatabase();
    const first = { '0001_first.sql': 'CREATE TABLE fruit (name text PRIMARY KEY)' };
    older = await folder(first);
    newer = await folder({ ...first, '0002_second.sql': "INSERT INTO fruit VALUES ('apple')" });
  });
  after(async () => {
    await database.drop();
    for (const directory of folders) await rm(directory, { recursive: true });
  });

  async function fruit(): Promise<unknown[]> {
    const client = new pg.Client(database.urls.users.url);
    await client.connect();
    const { rows } = await client.query<{ name: string }>('SELECT name FROM fruit');
    await client.end();
    return rows;
  }

  const run = (migrations: URL) => migrate(database.urls.users.migrationUrl, 'users', migrations, logger);

  it('runs each migration once, when replicas start together too', async () => {
    await Promise.all([run(newer), run(newer), run(newer)]);
    assert.deepEqual(await fruit(), [{ name: 'apple' }]);
  });

  it('lets an older replica start', async () => {
    await run(older);
    assert.deepEqual(await fruit(), [{ name: 'apple' }]);
  });

  it('undoes a migration that fails, and says so', async () => {
    const broken = await folder({
      '0001_first.sql': '',
      '0002_second.sql': '',
      '0003_third.sql': "DELETE FROM fruit; INSERT INTO vegetables VALUES ('leek')",
    });
    await assert.rejects(run(broken), /vegetables/);
    assert.deepEqual(await fruit(), [{ name: 'apple' }]);
  });

  it('says in one line that the database cannot be used', async () => {
    const proxy = await tcpProxy(database.urls.users.migrationUrl);
    await proxy.close();
    await assert.rejects(migrate(proxy.url, 'users', newer, logger), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      const { host } = new URL(proxy.url);
      assert.ok(
        error.message.startsWith(`The database at ${host} cannot be used (connect ECONNREFUSED`),
        error.message,
      );
      assert.ok(!error.message.includes('\n'));
      return true;
    });
  });
});
