/**
 * The server of an earlier start that was killed: it may still run, or may have left its pid file. pg_ctl alone does not
 * do: it believes the file, although the pid may be another program's by now.
 */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { readPidFile } from './postgres-pid-file.ts';
import { isAlive } from './processes.ts';
import type { Runner } from './unprivileged.ts';

const settleTime = 3_000;

/** Stops a server that still runs on `folder`. The caller holds the lock of the data folder, so nothing needs it. */
export async function stopLeftover(
  folder: string,
  { pgCtl, runner, urlOn }: { pgCtl: string; runner: Runner; urlOn: (port: number) => string },
): Promise<void> {
  const deadline = Date.now() + settleTime;
  let over: boolean;
  do {
    // The last check begins after the deadline, however slow this machine is.
    over = Date.now() >= deadline;
    const state = await readPidFile(folder);
    // PostgreSQL itself handles the pid file of a process that has ended.
    if (state === undefined || !isAlive(state.pid)) return;
    if (await isPostgres(urlOn(state.port))) {
      const { command, args, ...ids } = runner.wrap(pgCtl, ['stop', '-D', folder, '-m', 'fast', '-t', '30']);
      await promisify(execFile)(command, args, { ...ids, timeout: 40_000, windowsHide: true });
      return;
    }
    await sleep(100);
  } while (!over);
  // Nothing responds: the process id belongs to another program, for example after a reboot. PostgreSQL would
  // refuse to start because of it, and has another check (its shared memory) in case we are wrong.
  await rm(path.join(folder, 'postmaster.pid'), { force: true });
}

/** It accepts our password, or reports that it is starting or stopping. */
async function isPostgres(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    const cannotConnectNow = '57P03';
    return (error as { code?: string }).code === cannotConnectNow;
  }
}
