import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { ConfigError } from '../environment.ts';
import type { Logger } from '../log.ts';

/** Any number: all replicas of a service use the same one. Two services never wait for each other. */
const LOCK_CLASS = 0x6368_6174;

/**
 * Brings a service's schema up to date. Replicas that start together wait for each other; a replica that is older than
 * the schema starts all the same, since migrations keep what the version before them uses.
 *
 * @param folder where the service's SQL files are
 */
export async function migrate(connectionString: string, schema: string, folder: URL, logger: Logger): Promise<void> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 5_000,
    application_name: `${schema} migrations`,
  });
  await connect(client);
  try {
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
  } finally {
    await client.end();
  }
}

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    // Of the many reasons why "localhost" cannot be reached, one for each of its addresses, the first is enough.
    const [reason] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
    const detail = reason instanceof Error ? reason.message : String(reason);
    throw new ConfigError(
      `The database at ${client.host}:${client.port} cannot be used (${detail}). Start PostgreSQL, or mend DATABASE_URL and MIGRATION_DATABASE_URL.`,
      { cause: error },
    );
  }
}
