import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { lockDataDir } from './data-dir.ts';
import { siblingModule } from './sibling.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-data-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Another process that holds the lock, until it is killed. */
async function holder() {
  const child = fork(siblingModule('testing/lock-holder', import.meta.url), [folder]);
  await once(child, 'message');
  return child;
}

describe('the data folder', () => {
  it('is created if it does not exist', async () => {
    const lock = await lockDataDir(path.join(folder, 'a', 'b'));
    await lock.release();
  });

  it('that is not writable is reported in one line', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    for (const dataDir of [file, path.join(file, 'below')]) {
      await assert.rejects(lockDataDir(dataDir), {
        message: /^DATA_DIR .*file.* is not a folder to write in \((EEXIST|ENOTDIR)\): set DATA_DIR to another\.$/,
      });
    }
  });

  it('that cannot be created is reported too', { skip: process.platform !== 'linux' }, async () => {
    await assert.rejects(lockDataDir('/proc/none/below'), {
      message: /^DATA_DIR \/proc\/none\/below is not a folder to write in \(ENOENT\): set DATA_DIR to another\.$/,
    });
  });

  it('is held by one start at a time', async () => {
    const lock = await lockDataDir(folder);
    await assert.rejects(lockDataDir(folder), { message: /^A chat already runs on .* \(process \d+\): stop it first/ });
    await lock.release();
    await (await lockDataDir(folder)).release();
  });

  it('is held by one of many that start at once', async () => {
    const starts = await Promise.allSettled(Array.from({ length: 10 }, () => lockDataDir(folder)));
    const [lock, ...others] = starts.filter((start) => start.status === 'fulfilled');
    assert.equal(others.length, 0);
    await lock?.value.release();
  });

  it('is free again when its holder was killed', async () => {
    const child = await holder();
    await assert.rejects(lockDataDir(folder), { message: /already runs/ });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await lockDataDir(folder)).release();
  });

  it('goes to one of several that find the lock of a killed start', async () => {
    const child = await holder();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const starts = await Promise.allSettled(Array.from({ length: 5 }, () => lockDataDir(folder)));
    const locks = starts.filter((start) => start.status === 'fulfilled');
    assert.ok(locks.length <= 1);
    await Promise.all(locks.map(({ value }) => value.release()));
  });

  it('is not taken from a start by a slower one that checked the old lock at the same time', async (t) => {
    const questions: ((socket: Socket) => void)[] = [];
    const stranger = createServer((socket) => questions.shift()?.(socket)).listen(0, '127.0.0.1');
    t.after(() => stranger.close());
    await once(stranger, 'listening');
    const asked = () => new Promise<Socket>((resolve) => questions.push(resolve));
    const { port } = stranger.address() as AddressInfo;
    await writeFile(path.join(folder, 'lock'), JSON.stringify({ pid: process.pid, port, word: 'old' }));

    const [first, second] = [asked(), asked()];
    const slower = assert.rejects(lockDataDir(folder), { message: /already runs on .* \(process \d+\)/ });
    const slowerAsks = await first;
    const faster = lockDataDir(folder);
    (await second).end('another word');
    const lock = await faster;
    slowerAsks.end('another word');
    await slower;
    await assert.rejects(lockDataDir(folder), { message: /already runs/ });
    assert.deepEqual(await readdir(folder), ['lock']);
    await lock.release();
  });

  it('stays with a holder that is suspended', { skip: process.platform === 'win32' }, async () => {
    const child = await holder();
    child.kill('SIGSTOP');
    await assert.rejects(lockDataDir(folder), { message: /already runs/ });
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
});
