/*
 * Protection against DNS rebinding: a page of another host name must not reach a service by having that name resolve to
 * this machine. Addresses and `localhost` need no DNS, so they are safe. frontend/nginx has the same rule.
 */

const ADDRESS_OR_LOCALHOST = /^(?:[\d.]+|\[[\da-f:.]+\]|(?:[\w-]+\.)*localhost)$/i;
const HOST = /^(?<name>\[[^\]]*\]|[^:]*?)\.?(?::\d*)?$/;

/** Checks that a Host header has one of the names, an address or localhost, with any port. HTTP/1.0 may omit it. */
export function hostCheck(names: string[]): (host: string | undefined) => boolean {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return (host) => {
    if (host === undefined || host === '') return true;
    const name = HOST.exec(host)?.groups?.['name']?.toLowerCase() ?? '';
    return ADDRESS_OR_LOCALHOST.test(name) || known.has(name);
  };
}
