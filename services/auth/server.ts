import { createLogger } from '../shared/logging/logger.ts';
import { runProcess, settingsOrExit } from '../shared/service/run.ts';
import { startService } from '../shared/service/start.ts';
import { createAuthService } from './app.ts';
import { readConfig } from './config.ts';

const config = settingsOrExit(readConfig);
const logger = createLogger('auth-service', config.logLevel);

await runProcess(logger, (signal) =>
  startService({
    name: 'auth-service',
    schema: { name: 'auth', migrations: new URL('migrations/', import.meta.url) },
    config,
    logger,
    create: () => createAuthService({ config, logger }),
    signal,
  }),
);
