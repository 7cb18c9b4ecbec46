import { migrate } from '../shared/database/migrate.ts';
import { createLogger } from '../shared/log.ts';
import { listen, runProcess, settingsOrExit } from '../shared/service.ts';
import { createMessageService } from './app.ts';
import { readConfig } from './config.ts';

const config = settingsOrExit(readConfig);
const logger = createLogger('message-service', config.logLevel);

await runProcess(logger, async () => {
  await migrate(config.migrationUrl, 'messages', new URL('migrations/', import.meta.url), logger);
  return listen(await createMessageService({ config, logger }), config.host, config.port);
});
