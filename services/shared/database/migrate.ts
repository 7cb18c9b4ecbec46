import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { endConnection } from './patches/pg-connection.ts';
import type { Logger } from '../logging/logger.ts';
import { ConfigError, type CommonConfig } from '../environment.ts';
import { isTransient, NotReadyError, reasonOf } from './retry.ts';

/** First key of the advisory lock. The second is the schema: only replicas of one service wait for each other. */
const LOCK_CLASS = 0x6368_6174;
const CONNECT_TIMEOUT_MS = 5_000;
const CHECK_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 500;
/** SQLSTATEs undefined_table and invalid_schema_name. */
const MISSING = ['42P01', '3F000'];

/** A service's schema and the folder with its SQL files. */
export interface Schema {
  name: string;
  migrations: URL;
}

type Urls = Pick<CommonConfig, 'databaseUrl' | 'migrationUrl'>;

/**
 * Migrates a schema if the migration role is configured; otherwise only checks that it has been migrated elsewhere.
 * Throws NotReadyError if the database is unreachable or a migration is missing, and ConfigError if the database cannot
 * be used at all.
 */
export async function prepareSchema(
  schema: Schema,
  { databaseUrl, migrationUrl }: Urls,
  logger: Logger,
): Promise<void> {
  if (migrationUrl !== undefined) await migrate(migrationUrl, schema.name, schema.migrations, logger);
  await assertMigrated(databaseUrl, schema);
}

/**
 * Migrates a service's schema. Replicas that start together wait for each other. A replica older than the schema still
 * starts, since migrations keep whatever the previous release uses.
 *
 * @param folder with the service's SQL files
 */
export async function migrate(connectionString: string, schema: string, folder: URL, logger: Logger): Promise<void> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: `${schema} migrations`,
  });
  await withConnection(client, 'MIGRATION_DATABASE_URL', async () => {
    await client.query(`SET lock_timeout = '60s'`);
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, schema]);
    const done = await runner({
      dbClient: client,
      dir: fileURLToPath(folder),
      direction: 'up',
      migrationsTable: 'migrations',
      schema,
      migrationsSchema: schema,
      // The lock above waits; the runner's own lock fails immediately if it is taken.
      noLock: true,
      log: () => undefined,
    });
    if (done.length > 0) logger.info({ migrations: done.map(({ name }) => name) }, 'migrated');
  });
}

/** Uses the runtime role. A schema with migrations that are unknown here is newer, which is allowed. */
async function assertMigrated(connectionString: string, { name, migrations }: Schema): Promise<void> {
  const files = await readdir(migrations);
  const wanted = files.filter((file) => file.endsWith('.sql')).map((file) => file.slice(0, -'.sql'.length));
  const done = new Set(await migrationsDone(connectionString, name));
  const missing = wanted.sort().find((migration) => !done.has(migration));
  if (missing === undefined) return;
  throw new NotReadyError(
    `the migrations of the schema ${name}`,
    `The schema ${name} lacks the migration ${missing}. Run "npm run db:bootstrap" (on Kubernetes the Job ` +
      'database-bootstrap), or set MIGRATION_DATABASE_URL.',
  );
}

async function migrationsDone(connectionString: string, schema: string): Promise<string[]> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CHECK_TIMEOUT_MS,
    application_name: `${schema} check`,
  });
  return withConnection(client, 'DATABASE_URL', async () => {
    const table = `${pg.escapeIdentifier(schema)}.migrations`;
    try {
      const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${table}`);
      return rows.map((row) => row.name);
    } catch (error) {
      if (MISSING.includes(String((error as pg.DatabaseError).code))) return [];
      throw error;
    }
  });
}

/**
 * Runs work with a connection of its own. Throws NotReadyError or ConfigError if the database cannot be used.
 *
 * @param variable the setting with the connection's URL
 */
export async function withConnection<T>(client: pg.Client, variable: string, work: () => Promise<T>): Promise<T> {
  // The pending query reports a broken connection.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw unusable(client, variable, error);
  });
  try {
    return await work();
  } catch (error) {
    throw isTransient(error) ? unusable(client, variable, error) : error;
  } finally {
    await endConnection(client, CLOSE_TIMEOUT_MS);
  }
}

/** NotReadyError if waiting may help. */
export function unusable(
  { host, port }: { host: string; port: number | string },
  variable: string,
  cause: unknown,
): ConfigError {
  const server = `${host}:${port}`;
  const message = `The database at ${server} cannot be used (${reasonOf(cause)}). Start PostgreSQL, or fix ${variable}.`;
  return isTransient(cause)
    ? new NotReadyError(`PostgreSQL at ${server}`, message, { cause })
    : new ConfigError(message, { cause });
}
