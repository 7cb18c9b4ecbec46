import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { createTestDatabase } from '../../testkit/database.ts';
import type { TestDatabase } from '../../testkit/database.ts';
import { tcpProxy } from '../../testkit/tcp-proxy.ts';
import { roleNames, urlFor } from './bootstrap.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const run = (env: Record<string, string>) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', main], {
    env: { PATH: process.env['PATH'], ...env },
    timeout: 60_000,
  });

describe('db:bootstrap', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  it('prepares the given server', async () => {
    const name = new URL(database.adminUrl).pathname.slice(1);
    const passwords = Object.fromEntries(roleNames.map((role) => [`${role.toUpperCase()}_PASSWORD`, `test-${role}`]));
    const { stdout } = await run({ DATABASE_URL: database.serverUrl, DATABASE_NAME: name, ...passwords });
    assert.match(stdout, /is ready: chat_auth, chat_auth_migrator, chat_messages/);
    assert.doesNotMatch(stdout, /test-chat/);
    const client = new pg.Client(
      urlFor(database.adminUrl, { database: name, role: 'chat_users', password: 'test-chat_users' }),
    );
    await client.connect();
    const { rows } = await client.query("SELECT to_regclass('users.migrations') IS NOT NULL AS migrated");
    await client.end();
    assert.deepEqual(rows, [{ migrated: true }]);
  });

  it('waits for a server that is not up yet, and logs it once', async () => {
    const proxy = await tcpProxy(database.serverUrl);
    proxy.cut();
    const passwords = Object.fromEntries(roleNames.map((role) => [`${role.toUpperCase()}_PASSWORD`, `test-${role}`]));
    const name = new URL(database.adminUrl).pathname.slice(1);
    const running = run({ DATABASE_URL: proxy.url, DATABASE_NAME: name, ...passwords });
    let said = '';
    for await (const chunk of running.child.stdout ?? []) {
      said += String(chunk);
      if (said.includes('waiting for PostgreSQL at')) proxy.restore();
    }
    await running;
    assert.equal(said.match(/waiting for/g)?.length, 1);
    assert.match(said, /The database .* is ready/);
    await proxy.close();
  });

  it('reports in one line what is missing or wrong', async () => {
    await assert.rejects(run({}), { code: 1, stderr: 'DATABASE_URL is not set. Set it and start again.\n' });
    await assert.rejects(run({ DATABASE_URL: database.adminUrl }), {
      code: 1,
      stderr: 'CHAT_AUTH_PASSWORD is not set. Set it and start again.\n',
    });
    const passwords = Object.fromEntries(roleNames.map((role) => [`${role.toUpperCase()}_PASSWORD`, 'x']));
    await assert.rejects(
      run({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/x', DATABASE_WAIT_SECONDS: '0', ...passwords }),
      {
        code: 1,
        stderr: 'The database could not be prepared: connect ECONNREFUSED 127.0.0.1:1\n',
      },
    );
  });
});
