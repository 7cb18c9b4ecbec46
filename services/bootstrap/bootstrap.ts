/**
 * Creates, as an administrator, what the services need in PostgreSQL: one database, and per service a schema, the role
 * that owns and migrates it, and a runtime role that may only read and write its rows.
 *
 * Idempotent, also concurrently if all runs connect to the same database. Roles belong to the whole server, so a second
 * database on it shares them.
 */
import pg, { escapeIdentifier, escapeLiteral } from 'pg';
import { perService, serviceNames, type ServiceName } from '../services.ts';

export type RoleName = `chat_${ServiceName}` | `chat_${ServiceName}_migrator`;
export type ServiceUrls = Record<ServiceName, { url: string; migrationUrl: string }>;

export const roleNames: readonly RoleName[] = serviceNames.flatMap((service) => rolesOf(service));

/** Advisory lock key, the same for every run. PostgreSQL keeps advisory locks per database. */
const lockKey = 20_180_205;

export async function bootstrapDatabase(
  adminUrl: string,
  { database, passwords }: { database: string; passwords: Record<RoleName, string> },
): Promise<ServiceUrls> {
  await withClient(adminUrl, async (client) => {
    await client.query(`SELECT pg_advisory_lock(${lockKey})`);
    await makeRoles(client, passwords);
    await makeDatabase(client, database);
    await withClient(urlFor(adminUrl, { database }), (inDatabase) => makeSchemas(inDatabase, database));
  });
  const urlAs = (role: RoleName) => urlFor(adminUrl, { database, role, password: passwords[role] });
  return perService((service) => {
    const [runtime, migrator] = rolesOf(service);
    return { url: urlAs(runtime), migrationUrl: urlAs(migrator) };
  });
}

/** The same server and options (sslmode, …) with another database and role. */
export function urlFor(adminUrl: string, to: { database: string; role?: string; password?: string }): string {
  const url = new URL(adminUrl);
  // pg decodes the name with decodeURI.
  url.pathname = `/${encodeURI(to.database)}`;
  if (to.role !== undefined) url.username = encodeURIComponent(to.role);
  if (to.password !== undefined) url.password = encodeURIComponent(to.password);
  return url.href;
}

function rolesOf(service: ServiceName): [runtime: RoleName, migrator: RoleName] {
  return [`chat_${service}`, `chat_${service}_migrator`];
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'chat-bootstrap',
    connectionTimeoutMillis: 5_000,
    lock_timeout: 60_000,
  });
  // The pending query reports a broken connection.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function makeRoles(client: pg.Client, passwords: Record<RoleName, string>): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles WHERE rolname = ANY($1)', [
    roleNames,
  ]);
  const existing = new Set(rows.map((row) => row.rolname));
  const statements = serviceNames.flatMap((service) =>
    rolesOf(service).flatMap((role) => [
      `${existing.has(role) ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN NOINHERIT PASSWORD ${escapeLiteral(passwords[role])}`,
      `ALTER ROLE ${role} SET search_path = ${service}`,
    ]),
  );
  await client.query(["SET password_encryption = 'scram-sha-256'", ...statements].join(';\n'));
}

async function makeDatabase(client: pg.Client, database: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (rowCount !== 0) return;
  const { rows } = await client.query<{ hasBuiltinLocale: boolean }>(
    `SELECT current_setting('server_version_num')::int >= 170000 AS "hasBuiltinLocale"`,
  );
  const locale = rows[0]?.hasBuiltinLocale
    ? "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
    : '';
  await client.query(`CREATE DATABASE ${escapeIdentifier(database)} TEMPLATE template0 ENCODING 'UTF8' ${locale}`);
}

async function makeSchemas(client: pg.Client, database: string): Promise<void> {
  const { rows } = await client.query<{ encoding: string; superuser: boolean }>(
    `SELECT current_setting('server_encoding') AS encoding,
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser`,
  );
  const { encoding, superuser } = rows[0] ?? {};
  if (encoding !== 'UTF8') {
    throw new Error(
      `Database ${database} has the encoding ${encoding}, but the chat needs UTF8: name another database.`,
    );
  }
  const name = escapeIdentifier(database);
  await client.query(
    [
      'BEGIN',
      // Notices such as "schema already exists, skipping" are expected on repeated runs.
      "SET LOCAL client_min_messages = 'error'",
      `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
      `GRANT CONNECT ON DATABASE ${name} TO ${roleNames.join(', ')}`,
      'REVOKE ALL ON SCHEMA public FROM PUBLIC',
      ...serviceNames.flatMap((service) => schemaStatements(service, superuser === true)),
      'COMMIT',
    ].join(';\n'),
  );
}

function schemaStatements(service: ServiceName, superuser: boolean): string[] {
  const [runtime, migrator] = rolesOf(service);
  const byDefault = `ALTER DEFAULT PRIVILEGES FOR ROLE ${migrator}`;
  return [
    // An administrator who is not a superuser (managed servers) must be a member of a role to act for it.
    ...(superuser ? [] : [`GRANT ${migrator} TO CURRENT_USER`]),
    `CREATE SCHEMA IF NOT EXISTS ${service} AUTHORIZATION ${migrator}`,
    `GRANT USAGE ON SCHEMA ${service} TO ${runtime}`,
    `${byDefault} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`,
    `${byDefault} IN SCHEMA ${service} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${runtime}`,
    `${byDefault} IN SCHEMA ${service} GRANT USAGE, SELECT ON SEQUENCES TO ${runtime}`,
    `${byDefault} IN SCHEMA ${service} GRANT EXECUTE ON FUNCTIONS TO ${runtime}`,
  ];
}
