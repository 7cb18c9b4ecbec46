/** `npm run account -- list`, `add NAME` and so on, on the database of `npm start`, whether it is running or not. */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { readCommand, runCommand } from '../services/auth/accounts/command/command.ts';
import { confirm } from '../services/auth/accounts/command/confirm.ts';
import { SERVICES } from '../services/services.ts';
import { ConfigError, EnvironmentReader } from '../services/shared/environment.ts';
import { createLogger } from '../services/shared/logging/logger.ts';
import { Cleanup } from './cleanup.ts';
import { lockDataDir, requireData } from './data-dir.ts';
import { openDatabase } from './database.ts';
import { forgetLibpqVariables } from './libpq-variables.ts';
import { superuser } from './postgres-cluster.ts';
import { readPidFile } from './postgres-pid-file.ts';
import { loadOrCreateSecret } from './secrets.ts';

const dataDir = path.resolve(process.env['DATA_DIR']?.trim() || 'data');
const cleanup = new Cleanup();
try {
  const command = readCommand(process.argv.slice(2));
  const { url, migrationUrl } = await openAuthDatabase();
  const logger = createLogger(SERVICES.auth.process, 'info', { write: log });
  console.log(await runCommand(command, { databaseUrl: url, migrationUrl }, { confirm, logger }));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}

/** Appends to auth-service's audit log. A full disk does not fail a command that has succeeded. */
function log(line: string): void {
  try {
    appendFileSync(path.join(dataDir, 'logs', `${SERVICES.auth.process}.log`), line, { mode: 0o600 });
  } catch {
    process.stderr.write(line);
  }
}

async function openAuthDatabase() {
  const DATABASE_URL = process.env['DATABASE_URL']?.trim() || (await runningServer());
  if (DATABASE_URL === undefined) {
    await requireData(dataDir);
    const lock = await lockDataDir(dataDir);
    cleanup.add(() => lock.release());
  }
  const environment = new EnvironmentReader({ ...process.env, DATABASE_URL });
  // If PostgreSQL stops meanwhile, the command itself fails.
  const { urls } = await openDatabase(environment, dataDir, cleanup, () => undefined);
  return urls.auth;
}

/** The server of a running `npm start`. */
async function runningServer(): Promise<string | undefined> {
  const state = await readPidFile(path.join(dataDir, 'postgres'));
  if (state?.status !== 'ready') return undefined;
  forgetLibpqVariables();
  const password = await loadOrCreateSecret(path.join(dataDir, 'secrets', 'postgres'));
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
