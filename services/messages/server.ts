import { createLogger } from '../shared/logging/logger.ts';
import { runProcess, settingsOrExit } from '../shared/service/run.ts';
import { startService } from '../shared/service/start.ts';
import { createMessageService } from './app.ts';
import { readConfig } from './config.ts';

const config = settingsOrExit(readConfig);
const logger = createLogger('message-service', config.logLevel);

await runProcess(logger, (signal) =>
  startService({
    name: 'message-service',
    schema: { name: 'messages', migrations: new URL('migrations/', import.meta.url) },
    config,
    logger,
    create: () => createMessageService({ config, logger }),
    signal,
  }),
);
