import pg from 'pg';
import { destroyConnection } from './patches/pg-connection.ts';
import { withConnection } from './migrate.ts';
import { NotReadyError } from './retry.ts';

/** An index on a table that services write to meanwhile. Another definition needs another name. */
export interface Index {
  name: string;
  table: string;
  columns: string;
  /** What follows the columns, such as INCLUDE and WHERE. */
  rest?: string;
}

/** First key of the advisory lock, not that of migrations; the second is the schema. */
const LOCK_CLASS = 0x6368_6978;
const CONNECT_TIMEOUT_MS = 5_000;

interface Options {
  /** Gives up. What is half built stays, invalid, and the next call replaces it. */
  signal?: AbortSignal;
}

/**
 * Builds a schema's missing indexes while the services run. Not in a migration: a plain build blocks all writers for
 * seconds, and a concurrent one waits for all older transactions, such as those of replicas that wait for the migrations'
 * lock, which would be a deadlock. Throws NotReadyError if another process is building them, or if the database is unreachable.
 *
 * @param connectionString of the schema's migration role, which owns the tables
 * @returns the names of those built
 */
export async function buildIndexes(
  connectionString: string,
  schema: string,
  indexes: readonly Index[],
  { signal }: Options = {},
): Promise<string[]> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: `${schema} indexes`,
  });
  const giveUp = () => destroyConnection(client);
  return withConnection(client, 'DATABASE_URL', async () => {
    signal?.addEventListener('abort', giveUp);
    try {
      signal?.throwIfAborted();
      await lock(client, schema);
      // Builds of large tables take longer than a server's default may allow.
      await client.query('SET statement_timeout = 0');
      const built: string[] = [];
      for (const index of indexes) if (await build(client, schema, index)) built.push(index.name);
      return built;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  });
}

/** Never waits in the database: a statement that waits has a snapshot, for whose end a concurrent build would wait. */
async function lock(client: pg.Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked', [
    LOCK_CLASS,
    schema,
  ]);
  if (rows[0]?.locked) return;
  throw new NotReadyError(
    `another process that builds the indexes of the schema ${schema}`,
    `Another process builds the indexes of the schema ${schema}. If it fails, run this again.`,
  );
}

/** Returns whether it was missing, or invalid since a build did not finish. */
async function build(client: pg.Client, schema: string, { name, table, columns, rest = '' }: Index): Promise<boolean> {
  const qualified = (relation: string) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(relation)}`;
  const { rows } = await client.query<{ indisvalid: boolean }>(
    'SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)',
    [qualified(name)],
  );
  const [existing] = rows;
  if (existing?.indisvalid) return false;
  if (existing) await client.query(`DROP INDEX CONCURRENTLY ${qualified(name)}`);
  const definition = `${qualified(table)} (${columns}) ${rest}`;
  await client.query(`CREATE INDEX CONCURRENTLY ${pg.escapeIdentifier(name)} ON ${definition}`);
  return true;
}
