/** A database per test file, on the server that `npm run test:unit` started. */
import { randomBytes } from 'node:crypto';
import pg, { escapeIdentifier } from 'pg';
import { bootstrapDatabase, roleNames, urlFor } from '../services/bootstrap/bootstrap.ts';
import type { RoleName, ServiceUrls } from '../services/bootstrap/bootstrap.ts';

export interface TestDatabase {
  /** The administrator's connection to the server, through the database whose lock serializes preparation. */
  serverUrl: string;
  /** The administrator's connection to this database. */
  adminUrl: string;
  urls: ServiceUrls;
  /** Drops the database and closes its remaining connections. */
  drop(): Promise<void>;
}

/** Roles belong to the server, which the test databases share, so all use the same passwords. */
const passwords = Object.fromEntries(roleNames.map((role) => [role, `test-${role}`])) as Record<RoleName, string>;

export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env['TEST_ADMIN_DATABASE_URL'];
  if (serverUrl === undefined) {
    throw new Error('TEST_ADMIN_DATABASE_URL is not set: run the tests with `npm run test:unit [files…]`.');
  }
  const database = `test_${randomBytes(8).toString('hex')}`;
  const urls = await bootstrapDatabase(serverUrl, { database, passwords });
  return { serverUrl, adminUrl: urlFor(serverUrl, { database }), urls, drop: () => drop(serverUrl, database) };
}

async function drop(serverUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(database)} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
