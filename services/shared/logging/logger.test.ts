import assert from 'node:assert/strict';
import { fork, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../testkit/logging-process.ts', import.meta.url));
/** More than a pipe's buffer. */
const LONG = 'x'.repeat(100_000);

async function start(output: StdioOptions): Promise<ChildProcess> {
  const child = fork(program, { execArgv: process.execArgv, stdio: output });
  await once(child, 'message');
  return child;
}

async function log(child: ChildProcess, line: string): Promise<void> {
  const logged = once(child, 'message');
  child.send(line);
  await logged;
}

/** Asserts that the process is still running and stops on request. */
async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.send('stop');
  assert.deepEqual(await exited, [0, null]);
}

describe('a log that cannot be written', () => {
  it(
    'does not end the process if the disk is full',
    { skip: !existsSync('/dev/full') && 'needs /dev/full' },
    async () => {
      const full = openSync('/dev/full', 'w');
      const child = await start(['ignore', full, full, 'ipc']);
      closeSync(full);
      for (let line = 0; line < 30; line++) await log(child, LONG);
      await stop(child);
    },
  );

  it('does not end the process if its reader is gone', async () => {
    const child = await start(['ignore', 'pipe', 'pipe', 'ipc']);
    child.stdout?.destroy();
    child.stderr?.destroy();
    for (let line = 0; line < 3; line++) await log(child, LONG);
    await stop(child);
  });

  it('does not block the process if its reader stalls, and writes what it kept later', async () => {
    const child = await start(['ignore', 'pipe', 'ignore', 'ipc']);
    // Paused until `text` reads it.
    for (let line = 0; line < 30; line++) await log(child, LONG);
    assert.ok(child.stdout);
    const output = text(child.stdout);
    await log(child, 'read again');
    await stop(child);
    const [first] = (await output).split('\n');
    assert.equal((JSON.parse(first ?? '') as { msg: string }).msg, LONG);
  });
});
