import { runService } from '../shared/service/run.ts';
import { createAuthService } from './app.ts';
import { readConfig } from './config.ts';

await runService({
  service: 'auth',
  readConfig,
  create: createAuthService,
  migrations: new URL('migrations/', import.meta.url),
});
