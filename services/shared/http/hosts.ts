/**
 * Which host names requests may be for. A page of another name must not reach a service by having that name resolve to
 * this machine (DNS rebinding). Nobody can misuse an address so, nor `localhost`, which needs no resolving.
 * frontend/nginx has the same rule.
 */
const ADDRESS_OR_LOCALHOST = /^(?:[\d.]+|\[[\da-f:.]+\]|(?:[\w-]+\.)*localhost)$/i;
const HOST = /^(?<name>\[[^\]]*\]|[^:]*?)\.?(?::\d*)?$/;

/** The refusal of another host name. */
export const UNKNOWN_HOST = {
  title: 'Unknown host name',
  status: 421,
  detail: 'Use a host name of this chat. If this is one, ask the operator to add it to PUBLIC_HOSTS and restart.',
} as const;

/** Whether a Host header is for one of the names, whatever the port. HTTP/1.0 may lack it. */
export function hostCheck(names: string[]): (host: string | undefined) => boolean {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return (host) => {
    if (host === undefined || host === '') return true;
    const name = HOST.exec(host)?.groups?.['name']?.toLowerCase() ?? '';
    return ADDRESS_OR_LOCALHOST.test(name) || known.has(name);
  };
}
