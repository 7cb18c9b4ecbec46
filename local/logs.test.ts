import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { boundLogs, openLog } from './logs.ts';
import { waitUntil } from '../testkit/wait-until.ts';

const tooLong = 10_000_001;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-logs-'));
  file = path.join(folder, 'service.log');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a log', () => {
  it('is appended to, readable by its owner only', async () => {
    for (const line of ['one\n', 'two\n']) {
      const log = await openLog(file);
      await log.write(line);
      await log.close();
    }
    assert.equal(await readFile(file, 'utf8'), 'one\ntwo\n');
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('that is too long is rotated: the older one is kept', async () => {
    await writeFile(file, '');
    await truncate(file, tooLong);
    await (await openLog(file)).close();
    assert.equal((await stat(file)).size, 0);
    assert.equal((await stat(`${file}.1`)).size, tooLong);
  });

  it('that grows too long while it is written to is rotated too', async (context) => {
    context.mock.timers.enable({ apis: ['setInterval'] });
    const bound = boundLogs(folder);
    const log = await openLog(file);
    await truncate(file, tooLong);
    context.mock.timers.tick(60_000);
    await waitUntil('it is rotated', async () => (await stat(file)).size === 0);
    await log.write('on it goes\n');
    await log.close();
    bound.stop();
    assert.equal(await readFile(file, 'utf8'), 'on it goes\n');
    assert.equal((await stat(`${file}.1`)).size, tooLong);
  });
});
