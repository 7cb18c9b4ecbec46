/**
 * Which host names requests may be for. A page of another name must not reach a service by having that name resolve to
 * this machine (DNS rebinding). Nobody can misuse an address so, nor `localhost`, which needs no resolving.
 * frontend/nginx has the same rule.
 */
import { ConfigError, type EnvironmentReader } from '../environment.ts';

const ADDRESS_OR_LOCALHOST = /^(?:[\d.]+|\[[\da-f:.]+\]|(?:[\w-]+\.)*localhost)$/i;
const NAME = /^[\w-]+(?:\.[\w-]+)*$/;
const HOST = /^(?<name>\[[^\]]*\]|[^:]*?)\.?(?::\d*)?$/;

/** The names that a variable lists, separated by commas. Throws ConfigError. */
export function readHosts(environment: EnvironmentReader, variable: string): string[] {
  const names = (environment.optional(variable) ?? '').split(',').map((name) => name.trim());
  const hosts = names.filter((name) => name !== '');
  const bad = hosts.find((name) => !NAME.test(name));
  if (bad !== undefined) {
    throw new ConfigError(
      `${variable} holds "${bad}", which is not a host name. List names such as chat.example.com, without a port, separated by commas.`,
    );
  }
  return hosts;
}

/** Whether a Host header is for one of the names, whatever the port. HTTP/1.0 may lack it. */
export function hostCheck(names: string[]): (host: string | undefined) => boolean {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return (host) => {
    if (host === undefined || host === '') return true;
    const name = HOST.exec(host)?.groups?.['name']?.toLowerCase() ?? '';
    return ADDRESS_OR_LOCALHOST.test(name) || known.has(name);
  };
}
