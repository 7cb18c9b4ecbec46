import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Cleanup } from '../../../local/cleanup.ts';
import { startPostgres } from '../../../local/postgres.ts';
import { serviceEnvironment } from '../../../local/services.ts';
import { bootstrapDatabase } from '../../../services/bootstrap/bootstrap.ts';
import type { ServiceUrls } from '../../../services/bootstrap/bootstrap.ts';
import { perService, perServiceAsync, SERVICES, serviceNames, type ServiceName } from '../../../services/services.ts';
import { startNginx } from '../../../testkit/gateway/nginx.ts';
import { RAISED_LIMITS } from '../../../testkit/raised-limits.ts';
import { randomPasswords, randomSecret } from '../../../testkit/secrets.ts';
import { spareable, type Deployment } from '../deployment.ts';
import { pick } from '../random.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';
import { ClusterIp } from './cluster-ip.ts';
import { ReplicaSet } from './replica-set.ts';
import { Replica, THIS_CHECKOUT } from '../../../testkit/replica.ts';
import { Saboteur, type Sabotage } from './saboteur.ts';

const REPLICAS = 2;

interface Options {
  /** For data and logs; empty. */
  folder: string;
  /** The deliberate bug. */
  sabotage?: Sabotage | undefined;
  /** The built checkout that the next replica of a service runs. */
  checkoutOf?: (service: ServiceName) => string;
}

/** The product on one machine, laid out as in Kubernetes: nginx, one address per service, two replicas behind each. */
export async function startProcesses(options: Options): Promise<Deployment> {
  const cleanup = new Cleanup();
  try {
    return await start(options, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function start(
  { folder, sabotage, checkoutOf = () => THIS_CHECKOUT }: Options,
  cleanup: Cleanup,
): Promise<Deployment> {
  const page = join(folder, 'page');
  await mkdir(page);

  let postgres = await startPostgres({ dataDir: folder });
  cleanup.add(() => postgres.stop());
  const urls = await bootstrapDatabase(postgres.adminUrl, { database: 'chat', passwords: randomPasswords() });

  const ips = await perServiceAsync(() => ClusterIp.open());
  for (const ip of Object.values(ips)) cleanup.add(() => ip.close());
  const sets = replicaSets({ urls, ips, folder, checkoutOf });
  cleanup.add(() => Promise.all(serviceNames.map((service) => sets[service].stop())));
  await Promise.all(serviceNames.map((service) => sets[service].start(REPLICAS)));

  const saboteur = sabotage && (await Saboteur.open(sabotage, ips.messages.address));
  if (saboteur) cleanup.add(() => saboteur.close());
  const messages = (saboteur ?? ips.messages).address;
  const upstreams = { ...perService((service) => ips[service].address), messages };
  const nginx = await startNginx({ upstreams, PAGE_DIR: page }, { logFile: join(folder, 'nginx.log') });
  cleanup.add(() => nginx.stop());

  return {
    url: nginx.url,
    replicas: (service) => Promise.resolve(sets[service].ready.map(({ url }) => url)),
    killRandomReplica: async (random, services = serviceNames) => {
      const victim = pick(spareable(services.map((service) => sets[service].ready)), random);
      if (!victim) return undefined;
      victim.kill();
      await waitUntil(`${victim.name} is dead`, () => !victim.alive);
      return victim.name;
    },
    databaseStart: () => startOf(postgres.adminUrl),
    restartDatabase: async () => {
      await postgres.stop();
      postgres = await startPostgres({ dataDir: folder, port: postgres.port });
    },
    rollingRestart: async () => {
      for (const service of serviceNames) await sets[service].roll();
    },
    settled: async () => {
      await Promise.all(serviceNames.map((service) => sets[service].settled()));
    },
    stop: () => cleanup.run(),
  };
}

async function startOf(databaseUrl: string): Promise<string> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ start: string }>('SELECT pg_postmaster_start_time()::text AS start');
    return rows[0]?.start ?? '';
  } finally {
    await client.end();
  }
}

interface ReplicaSetsOptions extends Required<Pick<Options, 'folder' | 'checkoutOf'>> {
  urls: ServiceUrls;
  ips: Record<ServiceName, ClusterIp>;
}

function replicaSets({ urls, ips, folder, checkoutOf }: ReplicaSetsOptions): Record<ServiceName, ReplicaSet> {
  const signingKey = randomSecret();
  const replicaSet = (service: ServiceName) => {
    const environment = {
      ...process.env,
      ...RAISED_LIMITS[service],
      SIGNING_KEY: signingKey,
      LOG_LEVEL: 'warn',
    };
    const authUrl = () => `http://${ips.auth.address}`;
    const messagesUrl = () => `http://${ips.messages.address}`;
    const env = serviceEnvironment(service, 0, { environment, urls, signingKeyFile: '', authUrl, messagesUrl });
    return new ReplicaSet(
      () => Replica.spawn(service, env, join(folder, `${SERVICES[service].process}.log`), checkoutOf(service)),
      ips[service],
    );
  };
  return perService(replicaSet);
}
