import { createLogger } from '../shared/log.ts';
import { runProcess, settingsOrExit } from '../shared/service.ts';
import { startService } from '../shared/start.ts';
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
