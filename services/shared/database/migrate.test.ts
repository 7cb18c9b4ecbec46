import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { tcpProxy } from '../../../testkit/tcp-proxy.ts';
import { createLogger } from '../logging/logger.ts';
import { ConfigError } from '../environment.ts';
import { migrate, prepareSchema } from './migrate.ts';
import { NotReadyError } from './retry.ts';

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

  it('runs each migration once, even if replicas start together', async () => {
    await Promise.all([run(newer), run(newer), run(newer)]);
    assert.deepEqual(await fruit(), [{ name: 'apple' }]);
  });

  it('accepts a newer schema when an older replica starts', async () => {
    await run(older);
    assert.deepEqual(await fruit(), [{ name: 'apple' }]);
  });

  it('rolls back a failing migration and reports it', async () => {
    const broken = await folder({
      '0001_first.sql': '',
      '0002_second.sql': '',
      '0003_third.sql': "DELETE FROM fruit; INSERT INTO vegetables VALUES ('leek')",
    });
    await assert.rejects(run(broken), /vegetables/);
    assert.deepEqual(await fruit(), [{ name: 'apple' }]);
  });

  it('reports in one line that the database cannot be used', async () => {
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

describe('prepareSchema without the migration role', () => {
  let database: TestDatabase;
  const migrations = new URL('../../users/migrations/', import.meta.url);
  const check = (databaseUrl: string) =>
    prepareSchema({ name: 'users', migrations }, { databaseUrl, migrationUrl: undefined }, logger);
  /** The runtime role's URL with one part replaced. */
  const other = (part: 'hostname' | 'pathname' | 'username' | 'password', value: string) => {
    const url = new URL(database.urls.users.url);
    url[part] = value;
    return url.href;
  };

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  it('waits for migrations run elsewhere, and accepts a newer schema', async () => {
    await assert.rejects(check(database.urls.users.url), (error: unknown) => {
      assert.ok(error instanceof NotReadyError);
      assert.equal(error.awaited, 'the migrations of the schema users');
      assert.match(
        error.message,
        /^The schema users lacks the migration 0001_presence\. Run .*MIGRATION_DATABASE_URL\.$/,
      );
      return true;
    });
    await migrate(database.urls.users.migrationUrl, 'users', migrations, logger);
    await check(database.urls.users.url);
    const client = new pg.Client(database.urls.users.migrationUrl);
    await client.connect();
    await client.query("INSERT INTO migrations (name, run_on) VALUES ('9999_of-a-later-version', now())");
    await client.end();
    await check(database.urls.users.url);
  });

  it('waits for an unreachable server', async () => {
    const proxy = await tcpProxy(database.urls.users.url);
    await proxy.close();
    await assert.rejects(check(proxy.url), NotReadyError);
  });

  it('does not wait if waiting cannot help', async () => {
    for (const url of [
      other('password', 'wrong'),
      other('username', 'nobody'),
      other('pathname', '/no-such-database'),
      other('hostname', 'no-such-host.invalid'),
      `${database.urls.users.url}?sslmode=require`,
    ]) {
      await assert.rejects(check(url), (error: unknown) => {
        assert.ok(error instanceof ConfigError && !(error instanceof NotReadyError), `${url}: ${String(error)}`);
        assert.match(
          error.message,
          /^The database at .* cannot be used \(.*\)\. Start PostgreSQL, or fix DATABASE_URL\.$/,
        );
        return true;
      });
    }
  });
});
