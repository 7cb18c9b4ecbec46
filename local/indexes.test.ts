import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import pg from 'pg';
import { urlFor } from '../services/bootstrap/bootstrap.ts';
import { INDEXES } from '../services/messages/indexes.ts';
import { waitUntil } from '../testkit/wait-until.ts';
import { startIndexBuild } from './indexes.ts';
import { startProduct } from './product.ts';
import { TEST_TIMEOUT_MS } from './testing/timeout.ts';

it('a start builds the indexes that are no migrations', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'chat-indexes-'));
  const lines: string[] = [];
  const product = await startProduct({
    dataDir,
    ports: 0,
    env: { ...process.env, DATABASE_URL: '', LOG_LEVEL: 'silent' },
    log: (line) => lines.push(line),
    readyTimeout: TEST_TIMEOUT_MS,
  });
  const client = new pg.Client(urlFor(product.adminUrl, { database: 'chat' }));
  try {
    await client.connect();
    for (const { name } of INDEXES) {
      await waitUntil(`${name} is valid`, async () => {
        const { rowCount } = await client.query(
          "SELECT FROM pg_index WHERE indexrelid = to_regclass('messages.' || $1) AND indisvalid",
          [name],
        );
        return rowCount === 1;
      });
    }
    assert.deepEqual(lines, []);
  } finally {
    await client.end();
    await product.stop();
    await rm(dataDir, { recursive: true });
  }
});

it('a build that fails is reported in one line, and one that is given up is not', async () => {
  const lines: string[] = [];
  const nobody = 'postgres://nobody:hidden@127.0.0.1:1/chat';
  const giveUp = startIndexBuild(nobody, (line) => lines.push(line));
  await waitUntil('it is reported', () => lines.length > 0);
  await giveUp();
  await startIndexBuild(nobody, (line) => lines.push(line))();
  assert.equal(lines.length, 1);
  assert.match(
    lines[0] ?? '',
    /^An index could not be built, .*: The database at 127\.0\.0\.1:1 cannot be used \(.*\.$/,
  );
  assert.doesNotMatch(lines[0] ?? '', /hidden/);
});
