/** A database of its own for a test file, on the server that `npm run test:unit` started. */
import { randomBytes } from 'node:crypto';
import pg, { escapeIdentifier } from 'pg';
import { bootstrapDatabase, roleNames, urlFor } from '../../bootstrap/bootstrap.ts';
import type { RoleName, ServiceUrls } from '../../bootstrap/bootstrap.ts';

export interface TestDatabase {
  /** The administrator's connection to the server: through the one database that all who prepare it lock. */
  serverUrl: string;
  /** The administrator's connection to this very database. */
  adminUrl: string;
  urls: ServiceUrls;
  /** Drops the database, ending connections that are still open. */
  drop(): Promise<void>;
}

/** Roles belong to the server, which many test databases share: so the passwords are the same for all. */
const passwords = Object.fromEntries(roleNames.map((role) => [role, `test-${role}`])) as Record<RoleName, string>;

export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env['TEST_ADMIN_DATABASE_URL'];
  if (serverUrl === undefined) {
    throw new Error('TEST_ADMIN_DATABASE_URL is not set: run the tests by `npm run test:unit [files…]`.');
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
