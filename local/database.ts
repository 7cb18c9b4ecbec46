/** The database `chat`: on the server of DATABASE_URL (an administrator's URL), or else on the embedded one. */
import path from 'node:path';
import { bootstrapDatabase, roleNames } from '../services/bootstrap/bootstrap.ts';
import type { RoleName, ServiceUrls } from '../services/bootstrap/bootstrap.ts';
import { ConfigError } from '../services/shared/environment.ts';
import type { EnvironmentReader } from '../services/shared/environment.ts';
import type { Cleanup } from './cleanup.ts';
import { startPostgres } from './postgres.ts';
import { loadOrCreateSecret } from './secrets.ts';

const database = 'chat';

interface OpenDatabase {
  adminUrl: string;
  urls: ServiceUrls;
}

export async function openDatabase(
  environment: EnvironmentReader,
  dataDir: string,
  cleanup: Cleanup,
  failed: (error: Error) => void,
): Promise<OpenDatabase> {
  const given = environment.optional('DATABASE_URL');
  if (given !== undefined) return openGiven(environment.url('DATABASE_URL', ['postgres:', 'postgresql:']), dataDir);
  const postgres = await startPostgres({ dataDir });
  cleanup.add(() => postgres.stop());
  void postgres.exited.then(() => {
    if (!cleanup.begun)
      failed(new ConfigError(`PostgreSQL stopped: see ${path.join(dataDir, 'logs', 'postgres.log')}.`));
  });
  return bootstrap(postgres.adminUrl, dataDir);
}

async function openGiven(adminUrl: string, dataDir: string): Promise<OpenDatabase> {
  try {
    return await bootstrap(adminUrl, dataDir);
  } catch (error) {
    const { message, code = '' } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `The PostgreSQL of DATABASE_URL (${new URL(adminUrl).host}) cannot be used: ${message || code}. ` +
        "Start it and check the URL, which is an administrator's, or unset DATABASE_URL to have one made.",
      { cause: error },
    );
  }
}

async function bootstrap(adminUrl: string, dataDir: string): Promise<OpenDatabase> {
  const secrets = roleNames.map(
    async (role) => [role, await loadOrCreateSecret(path.join(dataDir, 'secrets', role))] as const,
  );
  const passwords = Object.fromEntries(await Promise.all(secrets)) as Record<RoleName, string>;
  return { adminUrl, urls: await bootstrapDatabase(adminUrl, { database, passwords }) };
}
