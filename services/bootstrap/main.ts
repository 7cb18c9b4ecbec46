/**
 * `npm run db:bootstrap`: prepares a PostgreSQL server for the services, and migrates it. Settings:
 *   DATABASE_URL                  an administrator's URL
 *   DATABASE_NAME                 the database to create (chat)
 *   DATABASE_WAIT_SECONDS         how long to wait for an unreachable server (60)
 *   CHAT_AUTH_PASSWORD, CHAT_AUTH_MIGRATOR_PASSWORD, CHAT_MESSAGES_PASSWORD, …
 *                                 the password that each role gets
 */
import { serviceNames } from '../services.ts';
import { migrate } from '../shared/database/migrate.ts';
import { isTransient, NotReadyError, reasonOf, retryUntilReady } from '../shared/database/retry.ts';
import { createLogger } from '../shared/logging/logger.ts';
import { ConfigError, EnvironmentReader, readDatabaseWait } from '../shared/environment.ts';
import { bootstrapDatabase, roleNames, type RoleName, type ServiceUrls } from './bootstrap.ts';

const logger = createLogger('database-bootstrap', 'info');

async function prepare(adminUrl: string, target: Parameters<typeof bootstrapDatabase>[1]): Promise<ServiceUrls> {
  try {
    return await bootstrapDatabase(adminUrl, target);
  } catch (error) {
    const message = `The database could not be prepared: ${reasonOf(error)}`;
    if (!isTransient(error)) throw new ConfigError(message, { cause: error });
    throw new NotReadyError(`PostgreSQL at ${new URL(adminUrl).host}`, message, { cause: error });
  }
}

async function migrateAll(urls: ServiceUrls): Promise<void> {
  for (const service of serviceNames) {
    const folder = new URL(`../${service}/migrations/`, import.meta.url);
    await migrate(urls[service].migrationUrl, service, folder, logger);
  }
}

try {
  const environment = new EnvironmentReader(process.env);
  const adminUrl = environment.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const database = environment.text('DATABASE_NAME', 'chat');
  const waitSeconds = readDatabaseWait(environment);
  const passwords = Object.fromEntries(
    roleNames.map((role) => [role, environment.text(`${role.toUpperCase()}_PASSWORD`)]),
  ) as Record<RoleName, string>;
  await retryUntilReady(async () => migrateAll(await prepare(adminUrl, { database, passwords })), {
    waitSeconds,
    onWait: ({ awaited, message }) => logger.warn({ reason: message, waitSeconds }, `waiting for ${awaited}`),
  });
  console.log(`The database ${database} is ready: ${roleNames.join(', ')} may connect.`);
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  const what = error instanceof ConfigError ? '' : 'The database could not be prepared: ';
  console.error(`${what}${message || code}`);
  process.exitCode = 1;
}
