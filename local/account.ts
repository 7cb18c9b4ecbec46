/** `npm run account -- add NAME` and `reset NAME`: on the database of `npm start`, whether that runs or not. */
import path from 'node:path';
import pg from 'pg';
import { readCommand, runCommand } from '../services/auth/account-command.ts';
import { ConfigError, EnvironmentReader } from '../services/shared/environment.ts';
import { Cleanup } from './cleanup.ts';
import { lockDataDir, requireData } from './data-dir.ts';
import { openDatabase } from './database.ts';
import { superuser } from './postgres-cluster.ts';
import { readPidFile } from './postgres-pid-file.ts';
import { keptSecret } from './secrets.ts';

const dataDir = path.resolve(process.env['DATA_DIR']?.trim() || 'data');
const cleanup = new Cleanup();
try {
  const command = readCommand(process.argv.slice(2));
  const { url, migrationUrl } = await openAuthDatabase();
  console.log(await runCommand(command, { databaseUrl: url, migrationUrl }));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}

async function openAuthDatabase() {
  const DATABASE_URL = process.env['DATABASE_URL']?.trim() || (await runningServer());
  if (DATABASE_URL === undefined) {
    await requireData(dataDir);
    const lock = await lockDataDir(dataDir);
    cleanup.add(() => lock.release());
  }
  const environment = new EnvironmentReader({ ...process.env, DATABASE_URL });
  // Should PostgreSQL stop meanwhile, the command fails by itself.
  const { urls } = await openDatabase(environment, dataDir, cleanup, () => undefined);
  return urls.auth;
}

/** The server of a running `npm start`. */
async function runningServer(): Promise<string | undefined> {
  const state = await readPidFile(path.join(dataDir, 'postgres'));
  if (state?.status !== 'ready') return undefined;
  const password = await keptSecret(path.join(dataDir, 'secrets', 'postgres'));
  const url = `postgres://${superuser}:${password}@127.0.0.1:${state.port}/postgres`;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return url;
  } catch {
    // The file was left by a server that was killed.
    return undefined;
  }
}
