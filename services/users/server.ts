import { runService } from '../shared/service/run.ts';
import { createUserService } from './app.ts';
import { readConfig } from './config.ts';

await runService({
  service: 'users',
  readConfig,
  create: createUserService,
  migrations: new URL('migrations/', import.meta.url),
});
