import { migrate } from '../shared/database/migrate.ts';
import { createLogger } from '../shared/log.ts';
import { listen, runProcess, settingsOrExit } from '../shared/service.ts';
import { createAuthService } from './app.ts';
import { readConfig } from './config.ts';

const config = settingsOrExit(readConfig);
const logger = createLogger('auth-service', config.logLevel);

await runProcess(logger, async () => {
  await migrate(config.migrationUrl, 'auth', new URL('migrations/', import.meta.url), logger);
  return listen(createAuthService({ config, logger }), config.host, config.port);
});
