import { writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { SERVICES, type ServiceName } from '../../services.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import type { ServiceConfig } from './config.ts';
import { ConfigError } from '../environment.ts';
import type { RunningService, Service } from './listen.ts';
import { startService } from './start.ts';

interface Program<Config extends ServiceConfig> {
  service: ServiceName;
  /** Throws ConfigError. */
  readConfig: () => Config;
  create: (dependencies: { config: Config; logger: Logger }) => Service | Promise<Service>;
  /** The folder with the service's SQL files. */
  migrations: URL;
}

/** Runs a service: all that its `server.ts` does. */
export async function runService<Config extends ServiceConfig>({
  service,
  readConfig,
  create,
  migrations,
}: Program<Config>): Promise<void> {
  const config = settingsOrExit(readConfig);
  const name = SERVICES[service].process;
  const logger = createLogger(name, config.logLevel);
  await runProcess(logger, (signal) =>
    startService({
      name,
      schema: { name: service, migrations },
      config,
      logger,
      create: () => create({ config, logger }),
      signal,
    }),
  );
}

/** Reads the settings; on an invalid one prints one line to standard error and exits with code 1. */
function settingsOrExit<Config>(read: () => Config): Config {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    writeSync(process.stderr.fd, `${error.message}\n`);
    process.exit(1);
  }
}

/**
 * Runs a service's process. It stops gracefully, with exit code 0, on SIGTERM, SIGINT, SIGHUP, the message `stop` from
 * its parent, or the loss of that parent; `start` ends early when its signal is aborted. An invalid setting prints one
 * line to standard error and exits with code 1.
 */
async function runProcess(logger: Logger, start: (signal: AbortSignal) => Promise<RunningService>): Promise<void> {
  // V8 decides once, during warm-up, which objects to pretenure. In about one of seven processes it chooses per-request
  // objects, which doubles the garbage collector's work for the life of the process.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const stopping = new AbortController();
  const started = start(stopping.signal);
  const stop = (why: string) => {
    // npm and terminals send the signal twice; ignore the second.
    if (stopping.signal.aborted) return;
    stopping.abort();
    logger.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), 10_000).unref();
    started
      // An aborted start leaves nothing to stop.
      .then(
        (service) => service.stop(),
        () => undefined,
      )
      .then(
        () => process.exit(0),
        (err: unknown) => {
          logger.error({ err }, 'could not stop gracefully');
          process.exit(1);
        },
      );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  process.on('message', (message) => {
    if (message === 'stop') stop('requested by the parent process');
  });
  process.on('disconnect', () => stop('lost the parent process'));
  try {
    const { port } = await started;
    logger.info({ port }, 'ready');
    if (process.connected) process.send?.({ port });
  } catch (error) {
    if (stopping.signal.aborted) return;
    if (!(error instanceof ConfigError)) logger.error({ err: error }, 'could not start');
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`, () => process.exit(1));
  }
}
