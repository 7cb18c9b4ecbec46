/** The whole product on one machine: PostgreSQL, the three services, the gateway. */
import type { Server } from 'node:http';
import path from 'node:path';
import { bootstrapDatabase, roleNames, services } from '../services/bootstrap/bootstrap.ts';
import type { RoleName, ServiceName, ServiceUrls } from '../services/bootstrap/bootstrap.ts';
import { ConfigError, EnvironmentReader } from '../services/shared/environment.ts';
import { lockDataDir } from './data-dir.ts';
import { startGateway } from './gateway.ts';
import type { Page } from './gateway.ts';
import { boundLogs } from './logs.ts';
import { builtPage } from './page.ts';
import { choosePort } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { keptSecret } from './secrets.ts';
import { portSettings, processNames, serviceEnvironment, serviceModule } from './services.ts';
import { SupervisedService } from './supervised.ts';

export interface ProductOptions {
  dataDir: string;
  /** 0: free ports for everything. Otherwise the usual ones, or those that the environment names. */
  ports?: 0;
  env?: NodeJS.ProcessEnv;
  /** Instead of the built page. */
  makePage?: (server: Server) => Page | Promise<Page>;
  /** Lines for whoever watches. */
  tell?: (line: string) => void;
  /** A service died again and again. The caller is to stop the product. */
  failed?: (error: Error) => void;
}

export interface Product {
  /** The page, and the API under /api. */
  url: string;
  /** Each service's own address, its internal operations included. */
  urls: Record<ServiceName, string>;
  /** The processes of the services, as they are now. */
  pids(): Record<ServiceName, number | undefined>;
  /** PostgreSQL as its administrator. */
  adminUrl: string;
  restart(service: ServiceName): Promise<void>;
  stop(): Promise<void>;
}

const gatewaySetting = { variable: 'GATEWAY_PORT', usual: 8080 };
const database = 'chat';

/** Resolves when everything answers; where something fails, what was started is stopped again. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const cleanup = new Cleanup();
  try {
    return await start(options, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function start(options: ProductOptions, cleanup: Cleanup): Promise<Product> {
  const { makePage = () => builtPage(), tell = () => undefined, failed = () => undefined } = options;
  const dataDir = path.resolve(options.dataDir);
  const environment = new EnvironmentReader(withPorts(options));
  const host = environment.text('GATEWAY_HOST', '127.0.0.1');
  const gatewayPort = await choosePort(environment, { ...gatewaySetting, host });
  const ports = {
    auth: await choosePort(environment, portSettings.auth),
    messages: await choosePort(environment, portSettings.messages),
    users: await choosePort(environment, portSettings.users),
  };

  const lock = await lockDataDir(dataDir);
  cleanup.add(() => lock.release());
  const logs = boundLogs(path.join(dataDir, 'logs'));
  cleanup.add(() => logs.stop());
  const { adminUrl, urls } = await openDatabase(environment, dataDir, cleanup);
  const signingKeyFile = path.join(dataDir, 'secrets', 'signing-key');
  await keptSecret(signingKeyFile);

  const context = { environment: options.env ?? process.env, urls, signingKeyFile, authUrl: () => running.auth.url };
  const supervise = (service: ServiceName) =>
    new SupervisedService({
      name: processNames[service],
      module: serviceModule(service),
      port: ports[service],
      environment: (port) => serviceEnvironment(service, port, context),
      logFile: path.join(dataDir, 'logs', `${processNames[service]}.log`),
      tell,
      gaveUp: failed,
    });
  const running = { auth: supervise('auth'), messages: supervise('messages'), users: supervise('users') };
  const stopServices = () => Promise.all(services.map((service) => running[service].stop()));
  cleanup.add(stopServices);
  const authStarted = running.auth.start();
  // The others are told its address, which is only known now where its port was not.
  if (ports.auth === 0) await authStarted;
  await Promise.all([authStarted, running.messages.start(), running.users.start()]);

  const upstream = (service: ServiceName) => running[service].url;
  const gateway = await startGateway({ host, port: gatewayPort, upstream, makePage });
  // At the same time as the services: what is under way needs both.
  cleanup.add(() => gateway.stop(stopServices()));

  return {
    url: `http://localhost:${gateway.port}`,
    urls: { auth: running.auth.url, messages: running.messages.url, users: running.users.url },
    pids: () => ({ auth: running.auth.pid, messages: running.messages.pid, users: running.users.pid }),
    adminUrl,
    restart: (service) => running[service].restart(),
    stop: () => cleanup.run(),
  };
}

function withPorts({ env = process.env, ports }: ProductOptions): NodeJS.ProcessEnv {
  if (ports === undefined) return env;
  const variables = [gatewaySetting, ...Object.values(portSettings)].map(({ variable }) => variable);
  return { ...env, ...Object.fromEntries(variables.map((variable) => [variable, String(ports)])) };
}

/** The database `chat`: on the server of DATABASE_URL, an administrator's URL, or else on the embedded one. */
async function openDatabase(
  environment: EnvironmentReader,
  dataDir: string,
  cleanup: Cleanup,
): Promise<{ adminUrl: string; urls: ServiceUrls }> {
  const secrets = roleNames.map(async (role) => [role, await keptSecret(path.join(dataDir, 'secrets', role))] as const);
  const passwords = Object.fromEntries(await Promise.all(secrets)) as Record<RoleName, string>;
  if (environment.optional('DATABASE_URL') === undefined) {
    const postgres = await startPostgres({ dataDir });
    cleanup.add(() => postgres.stop());
    return { adminUrl: postgres.adminUrl, urls: await bootstrapDatabase(postgres.adminUrl, { database, passwords }) };
  }
  const adminUrl = environment.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  try {
    return { adminUrl, urls: await bootstrapDatabase(adminUrl, { database, passwords }) };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const { host } = new URL(adminUrl);
    throw new ConfigError(
      `The PostgreSQL of DATABASE_URL (${host}) cannot be used: ${message || code}. ` +
        `Start it and check the URL, an administrator's, or unset DATABASE_URL for an own one.`,
      { cause: error },
    );
  }
}

/** What is to be undone, last first, once. */
class Cleanup {
  readonly #steps: (() => unknown)[] = [];
  #done: Promise<void> | undefined;

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  run(): Promise<void> {
    this.#done ??= this.#run();
    return this.#done;
  }

  async #run(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps.reverse()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything stopped in order.');
  }
}
