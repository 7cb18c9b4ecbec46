import pg from 'pg';
import type { Logger } from '../log.ts';
import { unavailable } from '../problem.ts';

/** Long enough for a busy machine, short enough to recover within 5 s from a server that fell silent. */
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 4_000;
/**
 * A prepared statement keeps its plan while tables grow from nothing to millions of rows, so it must walk an index
 * from the first; and none of ours runs so long that compiling it (0.1 s and more) would pay.
 */
const PLANNING = '-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off';

// bigint arrives as text, since not every one fits a JavaScript number; all of ours (seq, counts) do.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** What every connection has: bounded waits, and keepalive to notice a server that vanished. */
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

/** Pooled connections with the run-time role. */
export function createPool(connectionString: string, applicationName: string, logger: Logger, max = 10): pg.Pool {
  const pool = new pg.Pool({ ...connectionOptions(connectionString, applicationName), max });
  // A connection that breaks is replaced, and who uses it hears of it from the query; without these listeners it would
  // end the process. Of the error only the reason is logged: it holds the whole connection.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', ({ message }) => logger.warn({ reason: message }, 'an idle database connection broke'));
  return pool;
}

/** SQLSTATE classes that mean "not now": connection, resources, shutting down, a statement cancelled by its timeout. */
const PASSING = /^(08|53|57)/;

/** Whether the database is out of reach, rather than the statement wrong. */
export function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isOutOfReach);
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return PASSING.test(code) || /^E[A-Z]+$/.test(code);
  // What node-postgres throws by itself has no code.
  return /timeout|terminated|Connection|not queryable/i.test(error.message);
}

/** Runs database work; where the database is out of reach the caller gets 503, at once. */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isOutOfReach(error) ? unavailable('The database is unreachable.', error) : error;
  }
}
