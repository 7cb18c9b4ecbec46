import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { startProduct } from './product.ts';
import { siblingModule } from './sibling.ts';
import { TEST_TIMEOUT_MS } from './testing/timeout.ts';
import { urlFor } from '../services/bootstrap/bootstrap.ts';
import { startPostgres } from './postgres.ts';

let dataDir: string;
before(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'chat-restored-'));
});
after(() => rm(dataDir, { recursive: true }));

const env = () => ({ ...process.env, DATA_DIR: dataDir, DATABASE_URL: '', LOG_LEVEL: 'silent' });

function restored(): Promise<{ stdout: string; stderr: string }> {
  const command = [...process.execArgv, siblingModule('restored', import.meta.url)];
  return promisify(execFile)(process.execPath, command, { env: env() });
}

async function endOfLog(): Promise<number> {
  const server = await startPostgres({ dataDir });
  const client = new pg.Client(urlFor(server.adminUrl, { database: 'chat' }));
  try {
    await client.connect();
    const { rows } = await client.query<{ end_seq: string }>('SELECT end_seq FROM messages.log');
    return Number(rows[0]?.end_seq);
  } finally {
    await client.end();
    await server.stop();
  }
}

describe('npm run restored', () => {
  it('reports that there is no chat', async () => {
    await assert.rejects(restored(), { stderr: /^There is no chat in .*\n$/ });
    assert.deepEqual(await readdir(dataDir), []);
  });

  it('moves the log beyond every number in use, and leaves nothing running', async () => {
    const product = await startProduct({
      dataDir,
      ports: 0,
      env: env(),
      log: () => undefined,
      readyTimeout: TEST_TIMEOUT_MS,
    });
    await assert.rejects(restored(), 'while the chat runs');
    await product.stop();
    const before = await endOfLog();
    const { stdout, stderr } = await restored();
    assert.equal(stderr, '');
    assert.equal(stdout, 'Done. The chat may start.\n');
    assert.ok((await endOfLog()) > before);
  });
});
