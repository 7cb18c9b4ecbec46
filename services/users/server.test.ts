import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.ts';

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url));

describe('the process of user-service', () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  function launch(variables: Record<string, string>) {
    const child = fork(SERVER, {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, LOG_LEVEL: 'silent', USERS_PORT: '0', ...variables },
    });
    assert.ok(child.stderr);
    return { child, errors: text(child.stderr), exit: once(child, 'exit') };
  }

  async function fails(variables: Record<string, string>, line: RegExp): Promise<void> {
    const { errors, exit } = launch(variables);
    assert.deepEqual(await exit, [1, null]);
    assert.match(await errors, line);
  }

  it('migrates, serves, and stops on request', async () => {
    const { url, migrationUrl } = database.urls.users;
    const { child, errors, exit } = launch({ DATABASE_URL: url, MIGRATION_DATABASE_URL: migrationUrl });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const response = await fetch(`http://127.0.0.1:${port}/ready`);
    assert.deepEqual(await response.json(), { status: 'ready', service: 'user-service' });
    child.send('stop');
    assert.deepEqual(await exit, [0, null]);
    assert.equal(await errors, '');
  });

  it('reports in one line an invalid setting, or that the database cannot be used', async () => {
    await fails({ DATABASE_URL: '' }, /^DATABASE_URL is not set\. Set it and start again\.\n$/);
    await fails(
      { DATABASE_URL: 'postgres://127.0.0.1:1/chat', DATABASE_WAIT_SECONDS: '0' },
      /^The database at 127\.0\.0\.1:1 cannot be used .*\n$/,
    );
  });
});
