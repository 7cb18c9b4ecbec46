/** How the services run on one machine: their ports and settings. */
import path from 'node:path';
import type { ServiceUrls } from '../services/bootstrap/bootstrap.ts';
import { perService, SERVICES, type ServiceName } from '../services/services.ts';
import type { PortSetting } from './ports.ts';
import { siblingModule } from './sibling.ts';

export const portSettings: Record<ServiceName, PortSetting> = perService((service) => {
  const { portVariable, port } = SERVICES[service];
  return { variable: portVariable, defaultPort: port };
});

/** Settings for auth-service only. */
const authOnly = ['SIGNING_KEY', 'SIGNING_KEY_FILE', 'ADMINS'];

export interface ServiceContext {
  environment: NodeJS.ProcessEnv;
  urls: ServiceUrls;
  signingKeyFile: string;
  authUrl: () => string;
  /** Undefined: the default. */
  messagesUrl?: () => string;
}

export function serviceModule(service: ServiceName): string {
  return siblingModule(path.join('..', 'services', service, 'server'), import.meta.url);
}

export function serviceEnvironment(service: ServiceName, port: number, context: ServiceContext): NodeJS.ProcessEnv {
  const { environment, urls, signingKeyFile, authUrl, messagesUrl } = context;
  const own: NodeJS.ProcessEnv = {
    NODE_ENV: 'production',
    ...environment,
    [portSettings[service].variable]: String(port),
    // Overrides a HOST of the shell: only the gateway may be opened to others.
    HOST: '127.0.0.1',
    TRUST_PROXY: '1',
    DATABASE_URL: urls[service].url,
    MIGRATION_DATABASE_URL: urls[service].migrationUrl,
    ...(messagesUrl ? { MESSAGES_URL: messagesUrl() } : {}),
  };
  if (service === 'auth') {
    return environment['SIGNING_KEY']
      ? own
      : { ...own, SIGNING_KEY_FILE: environment['SIGNING_KEY_FILE'] ?? signingKeyFile };
  }
  const hidden = Object.fromEntries(authOnly.map((name) => [name, undefined]));
  return { ...own, ...hidden, AUTH_URL: authUrl() };
}
