import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.ts';
import { migrate } from '../shared/database/migrate.ts';
import { createLogger } from '../shared/logging/logger.ts';

const program = fileURLToPath(new URL('./indexes.ts', import.meta.url));
const run = (env: Record<string, string>) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
    env: { PATH: process.env['PATH'], ...env },
    timeout: 60_000,
  });

describe('db:indexes', () => {
  let database: TestDatabase;
  let settings: Record<string, string>;

  before(async () => {
    database = await createTestDatabase();
    settings = {
      // As on Kubernetes, where it has message-service's URL and the owner's password.
      DATABASE_URL: database.urls.messages.url,
      DATABASE_NAME: new URL(database.adminUrl).pathname.slice(1),
      CHAT_MESSAGES_MIGRATOR_PASSWORD: decodeURIComponent(new URL(database.urls.messages.migrationUrl).password),
    };
  });
  after(() => database.drop());

  it('waits for the migrations, builds, and can be repeated', async () => {
    const running = run(settings);
    let said = '';
    for await (const chunk of running.child.stdout ?? []) {
      said += String(chunk);
      if (!said.includes('waiting for the migrations')) continue;
      const folder = new URL('../messages/migrations/', import.meta.url);
      await migrate(database.urls.messages.migrationUrl, 'messages', folder, createLogger('test', 'silent'));
    }
    await running;
    assert.match(said, /\nBuilt the indexes events_by_room, messages_unread\.\n$/);
    assert.equal((await run(settings)).stdout, 'All indexes exist.\n');
  });

  it('reports in one line what is missing or wrong', async () => {
    await assert.rejects(run({}), { code: 1, stderr: 'DATABASE_URL is not set. Set it and start again.\n' });
    await assert.rejects(run({ ...settings, CHAT_MESSAGES_MIGRATOR_PASSWORD: '' }), {
      code: 1,
      stderr: 'CHAT_MESSAGES_MIGRATOR_PASSWORD is not set. Set it and start again.\n',
    });
    await assert.rejects(run({ ...settings, CHAT_MESSAGES_MIGRATOR_PASSWORD: 'wrong' }), {
      code: 1,
      stderr: /^The database at .* cannot be used \(password authentication failed .*\n$/,
    });
  });
});
