import { migrate } from '../shared/database/migrate.ts';
import { createLogger } from '../shared/log.ts';
import { listen, runProcess, settingsOrExit } from '../shared/service.ts';
import { createUserService } from './app.ts';
import { readConfig } from './config.ts';

const config = settingsOrExit(readConfig);
const logger = createLogger('user-service', config.logLevel);

await runProcess(logger, async () => {
  await migrate(config.migrationUrl, 'users', new URL('migrations/', import.meta.url), logger);
  return listen(await createUserService({ config, logger }), config.host, config.port);
});
