import { createLogger } from '../shared/logging/logger.ts';
import { runProcess, settingsOrExit } from '../shared/service/run.ts';
import { startService } from '../shared/service/start.ts';
import { createUserService } from './app.ts';
import { readConfig } from './config.ts';

const config = settingsOrExit(readConfig);
const logger = createLogger('user-service', config.logLevel);

await runProcess(logger, (signal) =>
  startService({
    name: 'user-service',
    schema: { name: 'users', migrations: new URL('migrations/', import.meta.url) },
    config,
    logger,
    create: () => createUserService({ config, logger }),
    signal,
  }),
);
