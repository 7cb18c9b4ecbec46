/**
 * `npm run db:indexes`: builds the indexes that are no migrations, since the services fill their tables meanwhile. It can
 * be repeated. Settings:
 *   DATABASE_URL                    of the server, as any role
 *   DATABASE_NAME                   the database (chat)
 *   DATABASE_WAIT_SECONDS           how long to wait for the server, the migrations, or another build (60)
 *   CHAT_MESSAGES_MIGRATOR_PASSWORD the password of the role that owns the tables
 */
import { INDEXES } from '../messages/indexes.ts';
import { buildIndexes } from '../shared/database/indexes.ts';
import { prepareSchema } from '../shared/database/migrate.ts';
import { retryUntilReady } from '../shared/database/retry.ts';
import { createLogger } from '../shared/logging/logger.ts';
import { ConfigError, EnvironmentReader, readDatabaseWait } from '../shared/environment.ts';
import { urlFor, type RoleName } from './bootstrap.ts';

const schema = { name: 'messages', migrations: new URL('../messages/migrations/', import.meta.url) };
const role: RoleName = 'chat_messages_migrator';
const logger = createLogger('message-indexes', 'info');

try {
  const environment = new EnvironmentReader(process.env);
  const serverUrl = environment.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const database = environment.text('DATABASE_NAME', 'chat');
  const waitSeconds = readDatabaseWait(environment);
  const password = environment.text('CHAT_MESSAGES_MIGRATOR_PASSWORD');
  const databaseUrl = urlFor(serverUrl, { database, role, password });
  const build = async () => {
    // Migrations may change the tables: they come first.
    await prepareSchema(schema, { databaseUrl, migrationUrl: undefined }, logger);
    return buildIndexes(databaseUrl, schema.name, INDEXES);
  };
  const built = await retryUntilReady(build, {
    waitSeconds,
    onWait: ({ awaited, message }) => logger.warn({ reason: message, waitSeconds }, `waiting for ${awaited}`),
  });
  console.log(built.length > 0 ? `Built the indexes ${built.join(', ')}.` : 'All indexes exist.');
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  const what = error instanceof ConfigError ? '' : 'The indexes could not be built: ';
  console.error(`${what}${message || code}`);
  process.exitCode = 1;
}
