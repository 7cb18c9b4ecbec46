import { createLogger } from '../shared/log.ts';
import { runProcess, settingsOrExit } from '../shared/service.ts';
import { startService } from '../shared/start.ts';
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
