/** auth-service for a test, on a free port and with a clock that the test controls. */
import type { TestDatabase } from '../../../testkit/database.ts';
import { migrate } from '../../shared/database/migrate.ts';
import type { Semaphore } from '../../shared/limits/semaphore.ts';
import { createLogger, type Logger } from '../../shared/logging/logger.ts';
import { listen, type RunningService } from '../../shared/service/listen.ts';
import { createAuthService } from '../app.ts';
import type { Config } from '../config.ts';
import { Client } from './client.ts';

export const SIGNING_KEY = Buffer.from('a signing key for tests, of 32 bytes or more');

/** A clock that starts at the current time and stands still until moved. */
export class Clock {
  #now = Date.now();

  readonly now = (): Date => new Date(this.#now);

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export interface Replica {
  /** A new client without cookies and token. */
  client: (headers?: Record<string, string>) => Client;
  url: string;
  stop: () => Promise<void>;
}

export interface ReplicaOptions {
  clock?: Clock;
  config?: Partial<Config>;
  semaphore?: Semaphore;
  logger?: Logger;
}

const errorsOnly = createLogger('test', 'error');

export async function migrateAuth(database: TestDatabase): Promise<void> {
  await migrate(database.urls.auth.migrationUrl, 'auth', new URL('../migrations/', import.meta.url), errorsOnly);
}

export async function startReplica(
  database: TestDatabase,
  { clock = new Clock(), config = {}, semaphore, logger = errorsOnly }: ReplicaOptions = {},
): Promise<Replica> {
  const { url: databaseUrl, migrationUrl } = database.urls.auth;
  const service = await createAuthService({
    config: {
      host: '127.0.0.1',
      port: 0,
      logLevel: 'error',
      production: false,
      databaseUrl,
      migrationUrl,
      databaseWaitSeconds: 0,
      trustProxy: 1,
      publicHosts: undefined,
      requestLimit: 1_000_000,
      signingKey: SIGNING_KEY,
      admins: [],
      guestLogin: true,
      messagesUrl: 'http://127.0.0.1:9',
      chatName: 'Chat',
      sessionLifetime: 90 * 86_400_000,
      limits: { loginPerName: 10_000, loginPerAddress: 10_000 },
      ...config,
    },
    logger,
    now: clock.now,
    ...(semaphore ? { semaphore } : {}),
  });
  const running: RunningService = await listen(service, '127.0.0.1', 0);
  const url = `http://127.0.0.1:${running.port}`;
  return { url, client: (headers) => new Client(url, headers), stop: () => running.stop() };
}
