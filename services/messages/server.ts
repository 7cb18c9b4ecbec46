import { runService } from '../shared/service/run.ts';
import { createMessageService } from './app.ts';
import { readConfig } from './config.ts';

await runService({
  service: 'messages',
  readConfig,
  create: createMessageService,
  migrations: new URL('migrations/', import.meta.url),
});
