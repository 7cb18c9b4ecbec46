import pg from 'pg';
import { unavailable } from '../problem.ts';
import type { Logger } from '../logging/logger.ts';

/** Long enough for a busy machine, short enough to recover within 5 s from an unresponsive server. */
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 4_000;
/**
 * A prepared statement keeps its plan while tables grow from empty to millions of rows, so it must use an index from
 * the start; and no statement runs long enough for JIT compilation (0.1 s and more) to pay off.
 */
const PLANNING = '-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off';

// node-postgres returns bigint as text, since not every one fits a JavaScript number; ours (seq, counts) do.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Options of every connection: timeouts, and keepalive to detect a dead server. */
export function connectionOptions(connectionString: string, applicationName: string): pg.ClientConfig {
  return {
    connectionString,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    options: PLANNING,
    keepAlive: true,
    keepAliveInitialDelayMillis: 2_000,
  };
}

/** A connection pool with the runtime role. */
export function createPool(connectionString: string, applicationName: string, logger: Logger, max = 10): pg.Pool {
  const pool = new pg.Pool({ ...connectionOptions(connectionString, applicationName), max });
  // The pool replaces broken connections, and a pending query rejects; without these listeners the error would end the
  // process. Only the message is logged, since the error object holds the whole connection.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', ({ message }) => logger.warn({ reason: message }, 'lost an idle database connection'));
  return pool;
}

/** SQLSTATE classes of transient errors: connection, resources, shutdown, statement timeout. */
const PASSING = /^(08|53|57)/;

/** Whether the database is unreachable, as opposed to a faulty statement. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return PASSING.test(code) || /^E[A-Z]+$/.test(code);
  // Errors of node-postgres itself have no code.
  return /timeout|terminated|Connection|not queryable/i.test(error.message);
}

/** Runs one statement, and returns its rows. Throws `unavailable` if the database is unreachable. */
export async function queryRows<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  query: string | pg.QueryConfig,
  values?: unknown[],
): Promise<Row[]> {
  const { rows } = await orUnavailable(() => pool.query<Row>(query, values));
  return rows;
}

/** Runs database work; throws `unavailable` (503) if the database is unreachable. */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isUnreachable(error) ? unavailable('The database is unreachable.', error) : error;
  }
}
