/** Which TCP ports are free. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../services/shared/environment.ts';
import type { EnvironmentReader } from '../services/shared/environment.ts';

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return tryPort(0, '127.0.0.1');
}

export interface PortSetting {
  variable: string;
  defaultPort: number;
}

/** The ports that variables name, each with its variable. The same number for two is an error. */
export function configuredPorts(environment: EnvironmentReader, settings: PortSetting[]): Map<number, string> {
  const configured = new Map<number, string>();
  for (const { variable, defaultPort } of settings) {
    const port = environment.port(variable, defaultPort);
    if (port === 0 || environment.optional(variable) === undefined) continue;
    const other = configured.get(port);
    if (other !== undefined) {
      throw new ConfigError(`${other} and ${variable} are both ${port}: give each a port of its own.`);
    }
    configured.set(port, variable);
  }
  return configured;
}

interface PortChoice {
  environment: EnvironmentReader;
  host: string;
  /** A default port is not used if a variable names it for another. */
  configured: ReadonlyMap<number, string>;
  log: (line: string) => void;
}

/**
 * The port that the variable names, or else the default one; if that is taken, 0 (any), which is logged.
 * A configured port that is taken is an error.
 */
export async function choosePort({ variable, defaultPort }: PortSetting, choice: PortChoice): Promise<number> {
  const { environment, host, configured, log } = choice;
  const port = environment.port(variable, defaultPort);
  const other = configured.get(port) ?? variable;
  const problem = other === variable ? await whyTaken(port, host) : `is ${other}`;
  if (problem === undefined) return port;
  if (environment.optional(variable) !== undefined) {
    throw new ConfigError(`${variable} is ${port}, but that port ${problem}: free it, or set ${variable} to another.`);
  }
  log(`Port ${port} ${problem}: taking a free one (${variable} names another).`);
  return 0;
}

async function whyTaken(port: number, host: string): Promise<string | undefined> {
  try {
    await tryPort(port, host);
    // "localhost" may resolve to this address too, and must not reach another program.
    if (host === '127.0.0.1') await tryPort(port, '::1').catch(unlessTaken);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return 'is taken by another program';
    if (code === 'EACCES') return 'is not allowed for this user';
    throw new ConfigError(`Nothing can listen on ${host} (${code}): set GATEWAY_HOST to an address of this machine.`, {
      cause: error,
    });
  }
}

/** On a machine without IPv6 nothing listens there. */
function unlessTaken(error: NodeJS.ErrnoException): void {
  if (error.code === 'EADDRINUSE') throw error;
}

/** Listens on the port for a moment and returns its number; rejects with the system's error if that fails. */
function tryPort(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
}
