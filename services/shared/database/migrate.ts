import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { ConfigError, type CommonConfig } from '../environment.ts';
import type { Logger } from '../log.ts';
import { mayPass, NotYetError, reasonOf } from './patience.ts';

/** Any number: all replicas of a service use the same one. Two services never wait for each other. */
const LOCK_CLASS = 0x6368_6174;
const CONNECT_TIMEOUT_MS = 5_000;
const CHECK_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 500;
/** SQLSTATEs of a table, and of a schema, that does not exist. */
const MISSING = ['42P01', '3F000'];

/** A service's schema, and the folder of its SQL files. */
export interface Schema {
  name: string;
  migrations: URL;
}

type Urls = Pick<CommonConfig, 'databaseUrl' | 'migrationUrl'>;

/**
 * Brings a schema up to date if the migration role is known. If it is not, somebody else does: then this only checks that
 * it is done. Throws NotYetError if the database is out of reach or a migration is missing, and ConfigError if the
 * database cannot be used at all.
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
 * Brings a service's schema up to date. Replicas that start together wait for each other; a replica that is older than
 * the schema starts all the same, since migrations keep what the version before them uses.
 *
 * @param folder where the service's SQL files are
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
      // The lock above waits; the runner's own one gives up at once.
      noLock: true,
      log: () => undefined,
    });
    if (done.length > 0) logger.info({ migrations: done.map(({ name }) => name) }, 'migrated');
  });
}

/** With the run-time role. A schema that has more migrations than are known here is newer, which is in order. */
async function assertMigrated(connectionString: string, { name, migrations }: Schema): Promise<void> {
  const files = await readdir(migrations);
  const wanted = files.filter((file) => file.endsWith('.sql')).map((file) => file.slice(0, -'.sql'.length));
  const done = new Set(await migrationsDone(connectionString, name));
  const missing = wanted.sort().find((migration) => !done.has(migration));
  if (missing === undefined) return;
  throw new NotYetError(
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

/** @param variable the setting that holds the connection's URL */
async function withConnection<T>(client: pg.Client, variable: string, work: () => Promise<T>): Promise<T> {
  // A connection that breaks is told by the query under way.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw unusable(client, variable, error);
  });
  try {
    return await work();
  } catch (error) {
    throw mayPass(error) ? unusable(client, variable, error) : error;
  } finally {
    // A connection that fell silent would never take leave.
    const force = setTimeout(() => client.connection.stream.destroy(), CLOSE_TIMEOUT_MS);
    await client.end().catch(() => undefined);
    clearTimeout(force);
  }
}

/** NotYetError if waiting may mend it. */
export function unusable(
  { host, port }: { host: string; port: number | string },
  variable: string,
  cause: unknown,
): ConfigError {
  const server = `${host}:${port}`;
  const message = `The database at ${server} cannot be used (${reasonOf(cause)}). Start PostgreSQL, or mend ${variable}.`;
  return mayPass(cause)
    ? new NotYetError(`PostgreSQL at ${server}`, message, { cause })
    : new ConfigError(message, { cause });
}
