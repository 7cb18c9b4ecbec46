import pg from 'pg';
import { startPostgres, type LocalPostgres } from '../../local/postgres.ts';
import { urlFor, type ServiceUrls } from '../../services/bootstrap/bootstrap.ts';
import { migrate } from '../../services/shared/database/migrate.ts';
import { createLogger } from '../../services/shared/logging/logger.ts';
import type { Run } from '../suite.ts';
import { makeDatabase } from '../product.ts';
import { fill, FILLING_SETTINGS } from './fill.ts';

const migrations = new URL('../../services/messages/migrations/', import.meta.url);

/** A database with a given number of messages. */
export interface Filled {
  messages: number;
  urls: ServiceUrls;
  /** Message n has the number start + n. */
  start: number;
}

/** One database for each number of messages, on one server; the rooms take turns. */
export async function fillDatabases(
  run: Run,
  sizes: readonly number[],
  rooms: readonly string[] = ['general'],
): Promise<Filled[]> {
  const postgres = await startForFilling(run);
  const filled: Filled[] = [];
  for (const messages of sizes) {
    const begun = performance.now();
    const database = `chat_${messages}`;
    const urls = await makeDatabase(postgres, database);
    await migrate(urls.messages.migrationUrl, 'messages', migrations, createLogger('bench', 'warn'));
    const start = await fill(urlFor(postgres.adminUrl, { database }), { messages, rooms });
    filled.push({ messages, urls, start });
    run.say(
      `${messages.toLocaleString('en-US')} messages filled in ${((performance.now() - begun) / 1000).toFixed(1)} s`,
    );
  }
  // A checkpoint now, so that nothing is written to disk while pages are read.
  await asAdministrator(postgres, ['CHECKPOINT']);
  return filled;
}

async function startForFilling({ folder, cleanup }: Run): Promise<LocalPostgres> {
  const first = await startPostgres({ dataDir: folder });
  cleanup.add(() => first.stop());
  await asAdministrator(
    first,
    Object.entries(FILLING_SETTINGS).map(([name, value]) => `ALTER SYSTEM SET ${name} = ${value}`),
  );
  await first.stop();
  const postgres = await startPostgres({ dataDir: folder });
  cleanup.add(() => postgres.stop());
  return postgres;
}

async function asAdministrator({ adminUrl }: LocalPostgres, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
