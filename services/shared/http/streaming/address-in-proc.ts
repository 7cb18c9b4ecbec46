import { isIPv4 } from 'node:net';
import { endianness } from 'node:os';

function bytesOfIPv4(address: string): number[] {
  return address.split('.').map(Number);
}

function bytesOfIPv6(address: string): number[] {
  const bytesOf = (groups: string) =>
    groups === ''
      ? []
      : groups.split(':').flatMap((group) => {
          if (isIPv4(group)) return bytesOfIPv4(group);
          const value = Number.parseInt(group, 16);
          return [value >> 8, value & 0xff];
        });
  const [withoutZone = ''] = address.split('%');
  const [head = '', tail] = withoutZone.split('::');
  const [first, last] = [bytesOf(head), bytesOf(tail ?? '')];
  return [...first, ...Array<number>(16 - first.length - last.length).fill(0), ...last];
}

/** An address as Linux formats it in /proc/net: each 32 bits as a number in native byte order. */
export function addressInProc(address: string): string {
  const bytes = Buffer.from(isIPv4(address) ? bytesOfIPv4(address) : bytesOfIPv6(address));
  if (endianness() === 'LE') bytes.swap32();
  return bytes.toString('hex').toUpperCase();
}
