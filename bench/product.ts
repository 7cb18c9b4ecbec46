/** The parts of the product that a suite needs, as processes of dist/ with production settings. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startPostgres, type LocalPostgres } from '../local/postgres.ts';
import { serviceEnvironment } from '../local/services.ts';
import { bootstrapDatabase } from '../services/bootstrap/bootstrap.ts';
import type { ServiceUrls } from '../services/bootstrap/bootstrap.ts';
import { INDEXES } from '../services/messages/indexes.ts';
import { SERVICES, type ServiceName } from '../services/services.ts';
import { buildIndexes } from '../services/shared/database/indexes.ts';
import { createApi, expectData } from '../testkit/api.ts';
import { Replica } from '../testkit/replica.ts';
import { randomPasswords, randomSecret } from '../testkit/secrets.ts';
import type { Run } from './suite.ts';

/** Limits that no load here reaches, set by the product's own settings. */
const LIMITS = {
  LOGIN_LIMIT_PER_NAME: '1000000',
  LOGIN_LIMIT_PER_ADDRESS: '1000000',
  SEND_LIMIT: '1000000',
  REQUEST_LIMIT: '1000000',
  STREAM_LIMIT_PER_USER: '1000000',
  STREAM_LIMIT_PER_ADDRESS: '1000000',
  MAX_STREAMS: '100000',
  MAX_STREAMS_PER_USER: '100000',
  MAX_STREAMS_OF_GUESTS: '100000',
  MAX_STREAMS_OF_GUESTS_PER_ADDRESS: '100000',
};

const passwords = randomPasswords();
const signingKey = randomSecret();

/** The embedded PostgreSQL, every commit on disk. */
export async function startDatabaseServer({ folder, cleanup }: Run): Promise<LocalPostgres> {
  const postgres = await startPostgres({ dataDir: folder });
  cleanup.add(() => postgres.stop());
  return postgres;
}

/** A database as the product makes it, empty. */
export function makeDatabase(postgres: LocalPostgres, database = 'chat'): Promise<ServiceUrls> {
  return bootstrapDatabase(postgres.adminUrl, { database, passwords });
}

export interface ReplicaOptions {
  urls: ServiceUrls;
  /** The URL of auth-service; auth-service itself needs none. */
  authUrl?: string;
  settings?: NodeJS.ProcessEnv;
  /** The folder of another release, built. */
  checkout?: string;
  /** Called with its process right after the start. */
  started?: (pid: number) => Promise<void>;
}

/** Node's options in the services' image. */
const dockerfile = readFileSync(new URL('../services/Dockerfile', import.meta.url), 'utf8');
export const NODE_OPTIONS = /\bNODE_OPTIONS=(\S+)/.exec(dockerfile)?.[1] ?? '';

/** Resolves once it is ready. */
export async function startReplica(
  { folder, cleanup }: Run,
  service: ServiceName,
  { urls, authUrl = '', settings, checkout, started }: ReplicaOptions,
): Promise<Replica> {
  const environment = {
    ...process.env,
    ...LIMITS,
    SIGNING_KEY: signingKey,
    LOG_LEVEL: 'warn',
    NODE_OPTIONS,
    ...settings,
  };
  const env = serviceEnvironment(service, 0, { environment, urls, signingKeyFile: '', authUrl: () => authUrl });
  const log = path.join(folder, `${SERVICES[service].process}.log`);
  const replica = await Replica.spawn(service, env, log, checkout);
  await started?.(replica.pid);
  cleanup.add(async () => {
    if (replica.alive) await replica.stop();
  });
  if (!(await replica.isReady())) throw new Error(`${replica.name} did not start: see ${log}.`);
  // As the local start and the Job on Kubernetes do: every send writes to them.
  if (service === 'messages') await buildIndexes(urls.messages.migrationUrl, service, await indexesOf(checkout));
  return replica;
}

/** Those that this or another release builds. */
async function indexesOf(checkout: string | undefined): Promise<typeof INDEXES> {
  if (checkout === undefined) return INDEXES;
  const module = pathToFileURL(path.join(checkout, 'dist/services/messages/indexes.js')).href;
  return ((await import(module)) as { INDEXES: typeof INDEXES }).INDEXES;
}

/** Concurrent logins: enough to keep auth-service busy. */
const LOGINS_AT_ONCE = 32;

/** Logs in the given number of people and returns their tokens. */
export async function logIn(auth: Pick<Replica, 'url'>, people: number): Promise<string[]> {
  const tokens: string[] = [];
  const api = createApi(auth.url);
  let person = 0;
  const worker = async () => {
    while (person < people) {
      const body = { username: `Person-${++person}` };
      tokens.push(expectData(await api.POST('/login', { body })).token);
    }
  };
  await Promise.all(Array.from({ length: LOGINS_AT_ONCE }, worker));
  return tokens;
}
