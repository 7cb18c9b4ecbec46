import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { EnvironmentReader } from '../services/shared/environment.ts';
import { Cleanup } from './cleanup.ts';
import { openDatabase } from './database.ts';
import { startPostgres } from './postgres.ts';
import type { LocalPostgres } from './postgres.ts';

describe('the server of DATABASE_URL', () => {
  let folder: string;
  let server: LocalPostgres;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'chat-database-'));
    server = await startPostgres({ dataDir: path.join(folder, 'elsewhere') });
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const open = (DATABASE_URL: string) => {
    const environment = new EnvironmentReader({ DATABASE_URL });
    return openDatabase(environment, path.join(folder, 'data'), new Cleanup(), () => undefined);
  };

  it('gets the database of the chat, and no other server is started', async () => {
    const first = await open(server.adminUrl);
    assert.deepEqual(await open(server.adminUrl), first);
    const client = new pg.Client(first.urls.messages.url);
    await client.connect();
    const { rows } = await client.query('SELECT current_database() AS database, current_schema() AS schema');
    await client.end();
    assert.deepEqual(rows, [{ database: 'chat', schema: 'messages' }]);
    assert.deepEqual(await readdir(path.join(folder, 'data')), ['secrets']);
  });

  it('that cannot be used is reported in one line, without the password', async () => {
    const wrong = new URL(server.adminUrl);
    wrong.password = 'hidden';
    await assert.rejects(open(wrong.href), (error: Error) => {
      assert.match(error.message, /^The PostgreSQL of DATABASE_URL \(127\.0\.0\.1:\d+\) cannot be used: password/);
      assert.doesNotMatch(error.message, /hidden|\n/);
      return true;
    });
    await assert.rejects(open('mysql://host/db'), { message: /^DATABASE_URL is not a URL that begins with postgres:/ });
  });
});
