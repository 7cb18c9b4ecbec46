/**
 * `npm run restored`: after the data folder was replaced by a copy of it, before the chat starts. What happened after
 * the copy is lost; the numbers of those messages are not reused, so that no page takes new messages for known ones.
 */
import path from 'node:path';
import pg from 'pg';
import { ConfigError, EnvironmentReader } from '../services/shared/environment.ts';
import { Cleanup } from './cleanup.ts';
import { lockDataDir, requireData } from './data-dir.ts';
import { openDatabase } from './database.ts';

const dataDir = path.resolve(process.env['DATA_DIR']?.trim() || 'data');
const cleanup = new Cleanup();
try {
  const environment = new EnvironmentReader(process.env);
  if (environment.optional('DATABASE_URL') === undefined) await requireData(dataDir);
  const lock = await lockDataDir(dataDir);
  cleanup.add(() => lock.release());
  const { urls } = await openDatabase(environment, dataDir, cleanup, () => undefined);
  const client = new pg.Client({ connectionString: urls.messages.migrationUrl });
  cleanup.add(() => client.end());
  await client.connect();
  await client.query('SELECT messages.mark_restored()');
  console.log('Done. The chat may start.');
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}
