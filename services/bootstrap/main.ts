/**
 * `npm run db:bootstrap`: prepares a PostgreSQL server for the services. Settings:
 *   DATABASE_URL                  an administrator's URL
 *   DATABASE_NAME                 the database to make (chat)
 *   CHAT_AUTH_PASSWORD, CHAT_AUTH_MIGRATOR_PASSWORD, CHAT_MESSAGES_PASSWORD, …
 *                                 the password that each role gets
 */
import { ConfigError, EnvironmentReader } from '../shared/environment.ts';
import { bootstrapDatabase, roleNames } from './bootstrap.ts';
import type { RoleName } from './bootstrap.ts';

try {
  const environment = new EnvironmentReader(process.env);
  const adminUrl = environment.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const database = environment.text('DATABASE_NAME', 'chat');
  const passwords = Object.fromEntries(
    roleNames.map((role) => [role, environment.text(`${role.toUpperCase()}_PASSWORD`)]),
  ) as Record<RoleName, string>;
  await bootstrapDatabase(adminUrl, { database, passwords });
  console.log(`The database ${database} is ready: ${roleNames.join(', ')} may connect.`);
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  const what = error instanceof ConfigError ? '' : 'The database could not be prepared: ';
  console.error(`${what}${message || code}`);
  process.exitCode = 1;
}
