import type { Server } from 'node:http';
import type { ProcessName } from '../../services.ts';
import { prepareSchema, unusable, type Schema } from '../database/migrate.ts';
import { isTransient, retryUntilReady } from '../database/retry.ts';
import { createStandIn } from '../http/stand-in.ts';
import type { Logger } from '../logging/logger.ts';
import type { ServiceConfig } from './config.ts';
import { ConfigError } from '../environment.ts';
import { bind, listen, type RunningService, type Service } from './listen.ts';

interface StartOptions {
  name: ProcessName;
  schema: Schema;
  config: ServiceConfig;
  logger: Logger;
  /** Wires the service, after the database is migrated. Called again if the database was unreachable. */
  create: () => Service | Promise<Service>;
  /** Aborts the start. */
  signal: AbortSignal;
}

/**
 * Starts a service once its database is reachable and migrated. While it waits it already listens: live, but not ready.
 * Throws ConfigError if the database cannot be used or is not available in time.
 */
export async function startService(options: StartOptions): Promise<RunningService> {
  const { name, schema, config, logger, create, signal } = options;
  const { host, port, databaseWaitSeconds: waitSeconds } = config;
  let standIn: Server | undefined;
  try {
    const prepare = async () => {
      await prepareSchema(schema, config, logger);
      return wire(create, config.databaseUrl);
    };
    const service = await retryUntilReady(prepare, {
      waitSeconds,
      onWait: async ({ awaited, message }) => {
        logger.warn({ reason: message, waitSeconds }, `waiting for ${awaited}`);
        if (standIn) return;
        standIn = createStandIn(name);
        await bind(standIn, host, port);
      },
      signal,
    });
    return await listen(service, host, port, standIn);
  } catch (error) {
    standIn?.close();
    throw error;
  }
}

/** The database may become unreachable again before the service is wired. */
async function wire(create: StartOptions['create'], databaseUrl: string): Promise<Service> {
  try {
    return await create();
  } catch (error) {
    if (error instanceof ConfigError || !isTransient(error)) throw error;
    const { hostname, port } = new URL(databaseUrl);
    throw unusable({ host: hostname, port: port || 5432 }, 'DATABASE_URL', error);
  }
}
