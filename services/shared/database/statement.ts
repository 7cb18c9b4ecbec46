import type pg from 'pg';
import { queryRows } from './pool.ts';

/** A prepared statement: each connection prepares it once, by name. */
export interface Statement {
  name: string;
  text: string;
}

/** Throws `unavailable` if the database is unreachable. */
export function rowsOf<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  return queryRows<Row>(pool, { ...statement, values });
}

/** The row of a statement that always returns one. Throws `unavailable` if the database is unreachable. */
export async function firstRowOf<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  statement: Statement,
  values: unknown[],
): Promise<Row> {
  const [row] = await rowsOf<Row>(pool, statement, values);
  if (!row) throw new Error(`${statement.name} returned no row`);
  return row;
}
