/** A setting is missing or invalid. Its message is the one line that the operator sees. */
export class ConfigError extends Error {}

type Environment = Record<string, string | undefined>;

/** Reads settings; used only by each service's `config.ts` and by the local start. Throws ConfigError. */
export class EnvironmentReader {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  optional(name: string): string | undefined {
    const value = this.#environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  text(name: string, fallback?: string): string {
    const value = this.optional(name) ?? fallback;
    if (value === undefined) throw new ConfigError(`${name} is not set. Set it and start again.`);
    return value;
  }

  integer(name: string, fallback: number, { min, max }: { min: number; max: number }): number {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new ConfigError(`${name} is "${text}"; it must be a whole number from ${min} to ${max}.`);
    }
    return value;
  }

  port(name: string, fallback: number): number {
    return this.integer(name, fallback, { min: 0, max: 65535 });
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const text = this.optional(name) ?? fallback;
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw new ConfigError(`${name} is "${text}"; it must be one of ${values.join(', ')}.`);
    return value;
  }

  /** Host names without ports, separated by commas. */
  hostNames(name: string): string[] {
    const names = (this.optional(name) ?? '').split(',').map((each) => each.trim());
    const hosts = names.filter((each) => each !== '');
    const bad = hosts.find((each) => !HOST_NAME.test(each));
    if (bad !== undefined) {
      throw new ConfigError(
        `${name} contains "${bad}", which is not a host name. List names such as chat.example.com, without a port, separated by commas.`,
      );
    }
    return hosts;
  }

  url(name: string, protocols: readonly string[], fallback?: string): string {
    const text = this.text(name, fallback);
    const protocol = URL.canParse(text) ? new URL(text).protocol : undefined;
    if (protocol === undefined || !protocols.includes(protocol)) {
      // The value may contain a password: do not repeat it.
      throw new ConfigError(`${name} is not a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
    }
    return text;
  }
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** Names of the Domain Name System, as they stand in a Host header. */
export const HOST_NAME = /^[\w-]+(?:\.[\w-]+)*$/;

const DATABASE_PROTOCOLS = ['postgres:', 'postgresql:'] as const;

export interface CommonConfig {
  host: string;
  /** The host names that requests may be for, besides addresses and localhost; undefined: any. */
  publicHosts: string[] | undefined;
  logLevel: string;
  production: boolean;
  /** The runtime role's connection. */
  databaseUrl: string;
  /** The migration role's connection. Unset if migrations run elsewhere. */
  migrationUrl: string | undefined;
  /** How long startup waits for a database that is unreachable or not migrated yet. */
  databaseWaitSeconds: number;
  /** Number of proxies in front of the service: this many of X-Forwarded-For's last addresses are trusted. */
  trustProxy: number;
  /** Requests per user and minute at one replica; operations with a limit of their own are not counted. */
  requestLimit: number;
}

/** The settings common to all services. */
export function readCommonConfig(environment: EnvironmentReader): CommonConfig {
  const host = environment.text('HOST', '127.0.0.1');
  const names = environment.hostNames('PUBLIC_HOSTS');
  return {
    host,
    // Only a browser on this machine reaches a loopback address, and any page in it could by its own name.
    publicHosts: LOOPBACK.includes(host) || names.length > 0 ? names : undefined,
    logLevel: environment.oneOf('LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
    production: environment.optional('NODE_ENV') === 'production',
    databaseUrl: environment.url('DATABASE_URL', DATABASE_PROTOCOLS),
    migrationUrl:
      environment.optional('MIGRATION_DATABASE_URL') === undefined
        ? undefined
        : environment.url('MIGRATION_DATABASE_URL', DATABASE_PROTOCOLS),
    databaseWaitSeconds: readDatabaseWait(environment),
    trustProxy: environment.integer('TRUST_PROXY', 0, { min: 0, max: 10 }),
    requestLimit: environment.integer('REQUEST_LIMIT', 600, { min: 1, max: 1_000_000 }),
  };
}

/** Also a setting of the database bootstrap. Throws ConfigError. */
export function readDatabaseWait(environment: EnvironmentReader): number {
  return environment.integer('DATABASE_WAIT_SECONDS', 60, { min: 0, max: 3_600 });
}
