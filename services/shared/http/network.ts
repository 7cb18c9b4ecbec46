import { isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** The groups of an IPv6 address, in the one way to write them. */
function canonical(address: string): string {
  return new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
}

/** An IPv4 address that a socket for both protocols writes as IPv6, as what it is. */
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
 * What limits count as one client: an IPv4 address, or the /64 of an IPv6 address, since whoever has one address of a
 * /64 has all of them.
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
