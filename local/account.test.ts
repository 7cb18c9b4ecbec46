import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startPostgres } from './postgres.ts';
import { siblingModule } from './sibling.ts';
import { anotherServer } from './testing/another-server.ts';

let dataDir: string;
before(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'chat-account-'));
});
after(() => rm(dataDir, { recursive: true }));

/** Runs the command as npm does. */
function account(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, ...anotherServer, DATA_DIR: dataDir, DATABASE_URL: '' };
  const command = [...process.execArgv, siblingModule('account', import.meta.url), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe('npm run account', () => {
  it('lists the commands after an unknown one, and creates no database', async () => {
    assert.match((await account('remove', 'Ada')).stderr, /^Use "add NAME"/);
    assert.deepEqual(await readdir(dataDir), []);
  });

  it('reports that no chat was started, and creates no database', async () => {
    const { code, stderr } = await account('add', 'Ada');
    assert.equal(code, 1);
    assert.equal(stderr, `There is no chat in ${dataDir}: set DATA_DIR to where it is, or run "npm start" once.\n`);
    assert.deepEqual(await readdir(dataDir), []);
  });

  it('works while the chat does not run, and leaves nothing running', async () => {
    await (await startPostgres({ dataDir })).stop();
    const { code, stdout, stderr } = await account('add', 'Ada');
    assert.equal(stderr, '');
    assert.match(stdout, /^Ada has an account now\./);
    assert.equal(code, 0);
    await assert.rejects(readdir(path.join(dataDir, 'lock')), { code: 'ENOENT' });
  });

  it('works while the chat runs', async () => {
    const server = await startPostgres({ dataDir });
    try {
      const again = await account('add', 'Ada');
      assert.equal(again.code, 1);
      assert.equal(again.stderr, 'Ada has an account. "reset" gives it a new password.\n');
      assert.match((await account('reset', 'Ada')).stdout, /^Ada has a new password, and is logged out everywhere\./);
    } finally {
      await server.stop();
    }
  });
});
