/** What the contracts are tested against: the real services as processes, PostgreSQL, the gateway. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Cleanup } from '../../local/cleanup.ts';
import { startGateway } from '../../local/gateway.ts';
import { startPostgres } from '../../local/postgres.ts';
import { bootstrapDatabase, urlFor, type ServiceUrls } from '../../services/bootstrap/bootstrap.ts';
import { perServiceAsync, SERVICES, type ServiceName } from '../../services/services.ts';
import { randomPasswords } from '../../testkit/secrets.ts';
import { tcpProxy } from '../../testkit/tcp-proxy.ts';
import { ADMINS, Launcher, NOBODY } from './launcher.ts';
import { logIn, type Person } from './people.ts';

type Addresses = Record<ServiceName, string>;

export interface Fixture {
  /** The services as they should be. */
  healthy: Addresses;
  /** The same services with an unreachable database and, for user-service, an unreachable auth-service. */
  cutOff: Addresses;
  /** auth-service with the same database, but without a name in ADMINS. */
  withoutAdmins: string;
  gateway: string;
  /** Logged in. */
  admins: Person[];
  /** The services' database, as its superuser. */
  databaseUrl: string;
  /** What the services have logged as errors. */
  loggedErrors: () => Promise<string[]>;
}

const DATABASE = 'chat';
const accountModule = fileURLToPath(new URL('../../services/auth/account.ts', import.meta.url));

/** Starts everything, does the work, and cleans up. */
export async function withFixture<T>(work: (fixture: Fixture) => Promise<T>): Promise<T> {
  const cleanup = new Cleanup();
  try {
    return await work(await startFixture(cleanup));
  } finally {
    await cleanup.run();
  }
}

async function startFixture(cleanup: Cleanup): Promise<Fixture> {
  const folder = await mkdtemp(path.join(tmpdir(), 'chat-contract-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const postgres = await startPostgres({ dataDir: folder });
  cleanup.add(() => postgres.stop());
  const urls = await bootstrapDatabase(postgres.adminUrl, { database: DATABASE, passwords: randomPasswords() });
  const launcher = new Launcher(folder, cleanup);

  // The one that message-service asks does not know message-service's address.
  const auth = await launcher.start('auth', { urls, name: 'auth-before-messages' });
  const messagesUrl = await launcher.start('messages', { urls, authUrl: auth });
  const healthy = await perServiceAsync((service) =>
    service === 'messages'
      ? Promise.resolve(messagesUrl)
      : launcher.start(service, { urls, authUrl: auth, messagesUrl }),
  );
  const gateway = await startGateway({
    host: '127.0.0.1',
    hosts: [],
    port: 0,
    upstream: (service) => healthy[service],
    makePage: () => (_request, _response, next) => next(),
  });
  cleanup.add(() => gateway.stop(Promise.resolve()));
  return {
    healthy,
    withoutAdmins: await launcher.start('auth', { urls, admins: '', name: 'auth-without-admins' }),
    cutOff: await startCutOff(launcher, urls, { authUrl: auth, messagesUrl }),
    gateway: `http://127.0.0.1:${gateway.port}`,
    admins: await Promise.all(ADMINS.map(async (name) => logIn({ healthy }, name, await makeAdmin(name, urls)))),
    databaseUrl: urlFor(postgres.adminUrl, { database: DATABASE }),
    loggedErrors: () => launcher.errors(),
  };
}

function startCutOff(
  launcher: Launcher,
  urls: ServiceUrls,
  { authUrl, messagesUrl }: { authUrl: string; messagesUrl: string },
): Promise<Addresses> {
  return perServiceAsync(async (service) => {
    const proxy = await tcpProxy(urls[service].url);
    const address = await launcher.start(service, {
      urls: { ...urls, [service]: { url: proxy.url, migrationUrl: urls[service].migrationUrl } },
      authUrl: service === 'users' ? NOBODY : authUrl,
      messagesUrl,
      name: `${SERVICES[service].process}-cut-off`,
    });
    await proxy.close();
    return address;
  });
}

/** As an operator does, with `npm run account -- add NAME`. Returns the password. */
async function makeAdmin(name: string, { auth }: ServiceUrls): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', accountModule, 'add', name], {
    env: { ...process.env, DATABASE_URL: auth.url, MIGRATION_DATABASE_URL: auth.migrationUrl },
  });
  return stdout.trim().split(/\s+/).at(-1) ?? '';
}
