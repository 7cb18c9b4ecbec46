/**
 * `npm run account -- add NAME` and `reset NAME`: on the database of `npm start`, which need not run. With DATABASE_URL
 * set it is that server's, as `npm start` would use it.
 */
import path from 'node:path';
import { accountCommand } from '../services/auth/account-command.ts';
import { ConfigError, EnvironmentReader } from '../services/shared/environment.ts';
import { Cleanup } from './cleanup.ts';
import { lockDataDir } from './data-dir.ts';
import { openDatabase } from './database.ts';
import { runningPostgres } from './postgres-running.ts';

const environment = new EnvironmentReader(process.env);
const dataDir = path.resolve(environment.text('DATA_DIR', 'data'));
const cleanup = new Cleanup();
try {
  const { url, migrationUrl } = await openAuthDatabase();
  console.log(await accountCommand(process.argv.slice(2), { databaseUrl: url, migrationUrl }));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}
