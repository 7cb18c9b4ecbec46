/** Starts services as on a laptop, but on free ports and with the settings of these tests. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startChild } from '../../local/child.ts';
import type { Cleanup } from '../../local/cleanup.ts';
import { loadOrCreateSecret } from '../../local/secrets.ts';
import { serviceEnvironment, serviceModule } from '../../local/services.ts';
import type { ServiceUrls } from '../../services/bootstrap/bootstrap.ts';
import { SERVICES, type ServiceName } from '../../services/services.ts';

/** Several, since requests per person are limited. */
export const ADMINS = ['Root', 'Grace', 'Hedy', 'Radia'] as const;
/** The name of another administrator, whose account does not exist. */
export const RESERVED = 'Deputy';
const SETTINGS = {
  ADMINS: [...ADMINS, RESERVED].join(','),
  GUEST_LOGIN: 'on',
  // Limits per person are reached in a few requests; all people here share one address.
  LOGIN_LIMIT_PER_NAME: '4',
  LOGIN_LIMIT_PER_ADDRESS: '10000',
  SEND_LIMIT: '4',
  REQUEST_LIMIT: '30',
  STREAM_LIMIT_PER_USER: '2',
  STREAM_LIMIT_PER_ADDRESS: '10000',
  LOG_LEVEL: 'warn',
};
const READY_TIMEOUT_MS = 60_000;

/** An address where nobody listens. */
export const NOBODY = 'http://127.0.0.1:9';

export interface Launch {
  urls: ServiceUrls;
  authUrl?: string;
  messagesUrl?: string;
  admins?: string;
  name?: string;
}

export class Launcher {
  readonly #folder: string;
  readonly #cleanup: Cleanup;
  readonly #keyFile: string;
  readonly #keyMade: Promise<string>;
  readonly #logFiles: string[] = [];

  constructor(folder: string, cleanup: Cleanup) {
    this.#folder = folder;
    this.#cleanup = cleanup;
    this.#keyFile = path.join(folder, 'signing-key');
    this.#keyMade = loadOrCreateSecret(this.#keyFile);
  }

  /** Gives its address. */
  async start(
    service: ServiceName,
    {
      urls,
      authUrl = NOBODY,
      messagesUrl = NOBODY,
      admins = SETTINGS.ADMINS,
      name = SERVICES[service].process,
    }: Launch,
  ): Promise<string> {
    await this.#keyMade;
    const environment = serviceEnvironment(service, 0, {
      environment: { ...process.env, ...SETTINGS, ADMINS: admins },
      urls,
      signingKeyFile: this.#keyFile,
      authUrl: () => authUrl,
      messagesUrl: () => messagesUrl,
    });
    const logFile = path.join(this.#folder, `${name}.log`);
    this.#logFiles.push(logFile);
    const child = await startChild(
      { name, module: serviceModule(service), environment, logFile },
      AbortSignal.timeout(READY_TIMEOUT_MS),
    );
    this.#cleanup.add(() => child.stop());
    return `http://127.0.0.1:${child.port}`;
  }

  /** The lines that the services have logged as errors. */
  async errors(): Promise<string[]> {
    const logs = await Promise.all(this.#logFiles.map((file) => readFile(file, 'utf8')));
    const lines = logs.flatMap((log) => log.split('\n'));
    return lines.filter((line) => line.includes('"level":"error"') || line.includes('"level":"fatal"'));
  }
}
