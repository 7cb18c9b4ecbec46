/** The whole product on one machine: PostgreSQL, the services, the gateway. */
import type { Server } from 'node:http';
import path from 'node:path';
import type { SetupLink } from '../services/auth/accounts/setup/setup-link.ts';
import { readAdmins } from '../services/auth/config.ts';
import { perService, SERVICES, serviceNames, type ServiceName } from '../services/services.ts';
import { EnvironmentReader } from '../services/shared/environment.ts';
import { Cleanup } from './cleanup.ts';
import { lockDataDir } from './data-dir.ts';
import { openDatabase } from './database.ts';
import { ownHosts } from './gateway-hosts.ts';
import { startGateway } from './gateway.ts';
import type { Page } from './gateway.ts';
import { startIndexBuild } from './indexes.ts';
import { withoutLibpqVariables } from './libpq-variables.ts';
import { boundLogs } from './logs.ts';
import { builtPage } from './page.ts';
import { choosePort, configuredPorts, freePort } from './ports.ts';
import { loadOrCreateSecret } from './secrets.ts';
import { portSettings, serviceEnvironment, serviceModule } from './services.ts';
import { setupLink } from './setup-link.ts';
import { SupervisedService } from './supervised.ts';

export interface ProductOptions {
  dataDir: string;
  /** 0: free ports for everything. Otherwise the default ones, or those that the environment names. */
  ports?: 0;
  env?: NodeJS.ProcessEnv;
  /** Timeout in milliseconds until a service is ready. */
  readyTimeout?: number;
  /** Instead of the built page. */
  makePage?: (server: Server) => Page | Promise<Page>;
  /** Logs a line for the terminal. */
  log?: (line: string) => void;
  /** A service died too often, or PostgreSQL ended. The caller must stop the product. */
  failed?: (error: Error) => void;
}

export interface Product {
  /** The page, and the API under /api. */
  url: string;
  /** Each service's own address, its internal operations included. */
  urls: Record<ServiceName, string>;
  /** The current processes of the services. */
  pids(): Record<ServiceName, number | undefined>;
  /** Makes the first administrator; undefined if there is one. */
  setup: SetupLink | undefined;
  /** PostgreSQL as its administrator. */
  adminUrl: string;
  restart(service: ServiceName): Promise<void>;
  stop(): Promise<void>;
}

const gatewaySetting = { variable: 'GATEWAY_PORT', defaultPort: 8080 };

/** Resolves when everything is ready; if something fails, what was started is stopped again. */
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
  const { makePage = () => builtPage(), log = () => undefined, failed = () => undefined } = options;
  const dataDir = path.resolve(options.dataDir);
  const environment = new EnvironmentReader(withPorts(options));
  const host = environment.text('GATEWAY_HOST', '127.0.0.1');
  const hosts = ownHosts(environment);
  const configured = configuredPorts(environment, [gatewaySetting, ...Object.values(portSettings)]);
  const lock = await lockDataDir(dataDir);
  cleanup.add(() => lock.release());
  const gatewayPort = await choosePort(gatewaySetting, { environment, host, configured, log });
  const ports = perService(() => 0);
  for (const service of serviceNames) {
    ports[service] = await choosePort(portSettings[service], { environment, host: '127.0.0.1', configured, log });
  }
  // Of two services that ask each other one is started before the other has an address.
  ports.messages ||= await freePort();

  const logs = boundLogs(path.join(dataDir, 'logs'));
  cleanup.add(() => logs.stop());
  const { adminUrl, urls } = await openDatabase(environment, dataDir, cleanup, failed);
  const signingKeyFile = path.join(dataDir, 'secrets', 'signing-key');
  await loadOrCreateSecret(signingKeyFile);

  const inherited = options.env ?? process.env;
  const ownDatabase = environment.optional('DATABASE_URL') === undefined;
  const context = {
    // The gateway passes the Host header on.
    environment: { ...(ownDatabase ? withoutLibpqVariables(inherited) : inherited), PUBLIC_HOSTS: hosts.join(',') },
    urls,
    signingKeyFile,
    authUrl: () => running.auth.url,
    messagesUrl: () => `http://127.0.0.1:${ports.messages}`,
  };
  const supervise = (service: ServiceName) =>
    new SupervisedService({
      name: SERVICES[service].process,
      module: serviceModule(service),
      port: ports[service],
      environment: (port) => serviceEnvironment(service, port, context),
      logFile: path.join(dataDir, 'logs', `${SERVICES[service].process}.log`),
      readyTimeout: options.readyTimeout,
      log,
      gaveUp: failed,
    });
  const running = perService(supervise);
  const stopServices = () => Promise.all(serviceNames.map((service) => running[service].stop()));
  cleanup.add(stopServices);
  const authStarted = running.auth.start();
  // The others get its address, which is known only now if its port was 0.
  if (ports.auth === 0) await authStarted;
  const others = serviceNames.filter((service) => service !== 'auth');
  await Promise.all([authStarted, ...others.map((service) => running[service].start())]);

  const upstream = (service: ServiceName) => running[service].url;
  const gateway = await startGateway({ host, port: gatewayPort, hosts, upstream, makePage });
  // At the same time as the services: requests in progress need both.
  cleanup.add(() => gateway.stop(stopServices()));
  cleanup.add(startIndexBuild(urls.messages.migrationUrl, log));

  return {
    url: `http://${nameOf(host)}:${gateway.port}`,
    urls: perService((service) => running[service].url),
    pids: () => perService((service) => running[service].pid),
    setup: await setupLink(urls.auth.url, readAdmins(environment)),
    adminUrl,
    restart: (service) => running[service].restart(),
    stop: () => cleanup.run(),
  };
}

/** The name by which a browser on this machine reaches the gateway's address. */
function nameOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function withPorts({ env = process.env, ports }: ProductOptions): NodeJS.ProcessEnv {
  if (ports === undefined) return env;
  const variables = [gatewaySetting, ...Object.values(portSettings)].map(({ variable }) => variable);
  return { ...env, ...Object.fromEntries(variables.map((variable) => [variable, String(ports)])) };
}
