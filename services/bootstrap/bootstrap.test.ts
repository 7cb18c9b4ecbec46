import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { createTestDatabase } from '../../testkit/database.ts';
import type { TestDatabase } from '../../testkit/database.ts';
import { bootstrapDatabase, roleNames } from './bootstrap.ts';
import type { RoleName, ServiceUrls } from './bootstrap.ts';

const testPasswords = Object.fromEntries(roleNames.map((role) => [role, `test-${role}`])) as Record<RoleName, string>;

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const failsWith = (code: string) => (error: unknown) => {
  assert.equal((error as { code?: string }).code, code);
  return true;
};
const insufficientPrivilege = failsWith('42501');

describe('bootstrapDatabase', () => {
  let database: TestDatabase;
  let urls: ServiceUrls;
  before(async () => {
    database = await createTestDatabase();
    urls = database.urls;
    await query(
      urls.auth.migrationUrl,
      `CREATE TABLE person (name text);
       CREATE FUNCTION greet() RETURNS text LANGUAGE sql AS $$ SELECT 'hello' $$`,
    );
  });
  after(() => database.drop());

  it('creates a UTF-8 database whose collation does not depend on the machine', async () => {
    const rows = await query(
      database.adminUrl,
      `SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale
       FROM pg_database WHERE datname = current_database()`,
    );
    assert.deepEqual(rows, [{ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8' }]);
  });

  it('lets a service read and write the rows of its own schema without naming it', async () => {
    await query(urls.auth.url, "INSERT INTO person VALUES ('Ada')");
    assert.deepEqual(await query(urls.auth.url, 'SELECT name, greet() FROM person'), [{ name: 'Ada', greet: 'hello' }]);
  });

  it('does not let a service change tables', async () => {
    await assert.rejects(query(urls.auth.url, 'CREATE TABLE auth.mine ()'), insufficientPrivilege);
    await assert.rejects(query(urls.auth.url, 'DROP TABLE person'), insufficientPrivilege);
    await assert.rejects(query(urls.auth.url, 'TRUNCATE person'), insufficientPrivilege);
    await assert.rejects(query(urls.auth.url, 'CREATE TABLE public.mine ()'), insufficientPrivilege);
    await assert.rejects(query(urls.auth.url, 'CREATE TEMPORARY TABLE mine ()'), insufficientPrivilege);
  });

  it('keeps every other role out of the schema', async () => {
    const others = [urls.users.url, urls.users.migrationUrl, urls.messages.url, urls.messages.migrationUrl];
    for (const url of others) {
      await assert.rejects(query(url, 'SELECT * FROM auth.person'), insufficientPrivilege);
      await assert.rejects(query(url, 'SELECT auth.greet()'), insufficientPrivilege);
    }
  });

  it('does not let other roles connect', async () => {
    await query(database.adminUrl, "DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'x'");
    const stranger = new URL(database.adminUrl);
    stranger.username = 'stranger';
    stranger.password = 'x';
    await assert.rejects(query(stranger.href, 'SELECT 1'), insufficientPrivilege);
    await query(database.adminUrl, 'DROP ROLE stranger');
  });

  it('is idempotent, also when several run concurrently', async () => {
    const name = new URL(database.adminUrl).pathname.slice(1);
    const again = Array.from({ length: 5 }, () =>
      bootstrapDatabase(database.serverUrl, { database: name, passwords: testPasswords }),
    );
    assert.deepEqual(await Promise.all(again), Array(5).fill(urls));
    assert.deepEqual(await query(urls.auth.url, 'SELECT name FROM person'), [{ name: 'Ada' }]);
  });

  it('quotes names in SQL and encodes them in URLs', async () => {
    const odd = `test "odd' 100% ${process.pid}`;
    const oddUrls = await bootstrapDatabase(database.serverUrl, { database: odd, passwords: testPasswords });
    try {
      const rows = await query(oddUrls.users.url, 'SELECT current_database() AS name, current_user AS role');
      assert.deepEqual(rows, [{ name: odd, role: 'chat_users' }]);
    } finally {
      await query(database.adminUrl, `DROP DATABASE ${pg.escapeIdentifier(odd)} WITH (FORCE)`);
    }
  });

  it('works for an administrator who is not a superuser', async () => {
    const name = `test_managed_${process.pid}`;
    await query(
      database.adminUrl,
      `DROP ROLE IF EXISTS managed_admin;
       CREATE ROLE managed_admin LOGIN CREATEDB CREATEROLE PASSWORD 'x';
       GRANT ${roleNames.join(', ')} TO managed_admin WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    );
    const admin = new URL(database.serverUrl);
    admin.username = 'managed_admin';
    admin.password = 'x';
    try {
      const managed = await bootstrapDatabase(admin.href, { database: name, passwords: testPasswords });
      await query(managed.users.migrationUrl, 'CREATE TABLE thing (id int)');
      assert.deepEqual(await query(managed.users.url, 'SELECT * FROM thing'), []);
    } finally {
      await query(database.adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await query(database.adminUrl, 'DROP OWNED BY managed_admin CASCADE; DROP ROLE managed_admin');
    }
  });

  it('refuses a database that is not UTF-8', async () => {
    const name = `test_latin_${process.pid}`;
    await query(
      database.adminUrl,
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'`,
    );
    try {
      const refused = bootstrapDatabase(database.serverUrl, { database: name, passwords: testPasswords });
      await assert.rejects(refused, /LATIN1.*needs UTF8/);
    } finally {
      await query(database.adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
});
