/** user-service for a test: on a free port, with shorter times than in production. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestDatabase } from '../../../testkit/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { listen } from '../../shared/service/listen.ts';
import { createUserService } from '../app.ts';
import { readConfig } from '../config.ts';
import { TIMING, type PresenceTiming } from '../presence/timing.ts';
import { PresenceStream } from './presence-stream.ts';

export const QUICK: PresenceTiming = { ...TIMING, grace: 400, tick: 50, gather: 20 };

export interface Replica {
  url: string;
  stream(token: string, query?: string): Promise<PresenceStream>;
  request(method: string, path: string, token?: string, body?: unknown): Promise<Response>;
  stop(): Promise<void>;
}

export interface ReplicaOptions {
  databaseUrl: string;
  authUrl: string;
  timing?: PresenceTiming;
  variables?: Record<string, string>;
}

const logger = createLogger('test', 'silent');

export async function migrateUsers(database: TestDatabase): Promise<void> {
  await migrate(database.urls.users.migrationUrl, 'users', new URL('../migrations/', import.meta.url), logger);
}

export async function startReplica({
  databaseUrl,
  authUrl,
  timing = QUICK,
  variables = {},
}: ReplicaOptions): Promise<Replica> {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    AUTH_URL: authUrl,
    USERS_PORT: '0',
    REQUEST_LIMIT: '1000000',
    ...variables,
  });
  const running = await listen(await createUserService({ config, logger, timing }), config.host, config.port);
  return clientOf(running.port, () => running.stop());
}

function clientOf(port: number, stop: () => Promise<void>): Replica {
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    stop,
    stream: (token, query) => PresenceStream.open(url, token, query),
    request: (method, path, token, body) =>
      fetch(url + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}

/** A replica in a process of its own; stopping it kills it. */
export async function startReplicaProcess(options: ReplicaOptions): Promise<Replica> {
  const file = fileURLToPath(new URL('replica-process.ts', import.meta.url));
  const child = fork(file, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] });
  const exit = once(child, 'exit');
  const port = await Promise.race([
    once(child, 'message').then(([message]) => message as number),
    exit.then(([code]) => Promise.reject(new Error(`the replica ended with exit code ${String(code)}`))),
  ]);
  return clientOf(port, async () => {
    child.kill('SIGKILL');
    await exit;
  });
}
