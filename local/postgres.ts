/**
 * The embedded PostgreSQL: created at the first start, on 127.0.0.1 and a free port, with a random password that is
 * kept in the data folder.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../services/shared/environment.ts';
import { forgetLibpqVariables } from './libpq-variables.ts';
import { openLog } from './logs.ts';
import { freePort } from './ports.ts';
import { ensureCluster, findPrograms, serverEnvironment, superuser } from './postgres-cluster.ts';
import type { GuardedServer } from './postgres-guard.ts';
import { stopLeftover } from './postgres-leftover.ts';
import { readPidFile } from './postgres-pid-file.ts';
import { loadOrCreateSecret } from './secrets.ts';
import { siblingModule } from './sibling.ts';
import { unprivilegedRunner } from './unprivileged.ts';

export interface LocalPostgres {
  /** As the superuser: for the bootstrap, not for services. */
  adminUrl: string;
  port: number;
  /** Resolves when the server is down, for whatever reason. */
  exited: Promise<void>;
  /** The time clients have to disconnect; then they are disconnected. */
  stop(): Promise<void>;
}

const startTimeout = 60_000;

export async function startPostgres({
  dataDir,
  port: wanted,
}: {
  dataDir: string;
  /** A free one if none is configured. */
  port?: number;
}): Promise<LocalPostgres> {
  forgetLibpqVariables();
  const folder = path.resolve(dataDir, 'postgres');
  const programs = await findPrograms();
  const runner = unprivilegedRunner(folder, path.dirname(programs.postgres));
  const password = await loadOrCreateSecret(path.resolve(dataDir, 'secrets', 'postgres'));
  const urlOn = (port: number) => `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;

  await ensureCluster(folder, password, programs.initdb, runner);
  await stopLeftover(folder, { pgCtl: programs.pg_ctl, runner, urlOn });

  const port = wanted ?? (await freePort());
  const logFile = path.resolve(dataDir, 'logs', 'postgres.log');
  const guard = await forkGuard(logFile, {
    ...runner.wrap(programs.postgres, ['-D', folder, ...settings(port)]),
    windowsStop: { command: programs.pg_ctl, args: ['stop', '-D', folder, '-m', 'fast'] },
  });
  const exited = once(guard, 'exit').then(() => undefined);
  const stop = async () => {
    if (guard.connected) guard.send('stop', () => undefined);
    await exited;
  };
  if (!(await isReady(folder, port, exited))) {
    await stop();
    throw await startError(logFile);
  }
  return { adminUrl: urlOn(port), port, exited, stop };
}

/** For a laptop: every commit on disk, little memory, few processes, and no more disk than needed. */
function settings(port: number): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    io_method: 'sync',
    jit: 'off',
    log_checkpoints: 'off',
    // Failed statements are reported by the services.
    log_min_messages: 'log',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function forkGuard(logFile: string, server: GuardedServer): Promise<ChildProcess> {
  const log = await openLog(logFile);
  try {
    return fork(siblingModule('postgres-guard', import.meta.url), [JSON.stringify(server)], {
      detached: true,
      env: serverEnvironment(),
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
  } finally {
    await log.close();
  }
}

/** Whether the server accepts connections, according to its pid file, before it ends or the timeout. */
async function isReady(folder: string, port: number, exited: Promise<void>): Promise<boolean> {
  const deadline = Date.now() + startTimeout;
  const over = new AbortController();
  void exited.then(() => over.abort());
  while (Date.now() < deadline && !over.signal.aborted) {
    const state = await readPidFile(folder);
    if (state?.port === port && state.status === 'ready') return true;
    await sleep(20);
  }
  return false;
}

async function startError(logFile: string): Promise<ConfigError> {
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');
  return new ConfigError(`PostgreSQL did not start. The end of ${logFile}:\n${lines.slice(-5).join('\n')}`);
}
