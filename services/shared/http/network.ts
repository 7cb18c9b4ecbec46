import { isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** An IPv6 address in its canonical form. */
function canonical(address: string): string {
  return new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
}

/** Converts an IPv4-mapped IPv6 address, as dual-stack sockets report it, to IPv4. */
export function plainAddress(address: string): string {
  if (!isIPv6(address)) return address;
  const groups = MAPPED_IPV4.exec(canonical(address));
  if (!groups) return address;
  return groups
    .slice(1)
    .flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255])
    .join('.');
}

/**
 * The unit that rate limits count as one client: an IPv4 address, or the /64 of an IPv6 address, since a /64 usually
 * belongs to one client.
 */
export function clientNetwork(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = canonical(plain).split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
}
