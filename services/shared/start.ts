import type { Server } from 'node:http';
import { prepareSchema, type Schema } from './database/migrate.ts';
import { withPatience } from './database/patience.ts';
import type { CommonConfig } from './environment.ts';
import type { ServiceName } from './http/operations.ts';
import { createStandIn } from './http/stand-in.ts';
import type { Logger } from './log.ts';
import { bind, listen, type RunningService, type Service } from './service.ts';

interface StartOptions {
  name: ServiceName;
  schema: Schema;
  config: CommonConfig & { port: number };
  logger: Logger;
  /** Wires the service. The database is there and migrated by then. */
  create: () => Service | Promise<Service>;
  /** Ends the start early. */
  signal: AbortSignal;
}

/**
 * Starts a service once its database is there and migrated. If it has to wait for that, it listens meanwhile: alive, and
 * not ready. Throws ConfigError if the database cannot be used, or does not come in time.
 */
export async function startService({ name, schema, config, logger, create, signal }: StartOptions) {
  const { host, port, databaseWaitSeconds: waitSeconds } = config;
  let standIn: Server | undefined;
  try {
    await withPatience(() => prepareSchema(schema, config, logger), {
      waitSeconds,
      onWait: async ({ awaited, message }) => {
        logger.warn({ reason: message, waitSeconds }, `waiting for ${awaited}`);
        if (standIn) return;
        standIn = createStandIn(name);
        await bind(standIn, host, port);
      },
      signal,
    });
    const running: RunningService = await listen(await create(), host, port, standIn);
    return running;
  } catch (error) {
    standIn?.close();
    throw error;
  }
}
