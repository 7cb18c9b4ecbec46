import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientNetwork, plainAddress } from './network.ts';

describe('clientNetwork', () => {
  const networks: [string, string][] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1::', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
    ['unknown', 'unknown'],
  ];
  for (const [address, network] of networks) {
    it(`maps ${address || 'no address'} to ${network || 'nothing'}`, () => {
      assert.equal(clientNetwork(address), network);
    });
  }
});

describe('plainAddress', () => {
  it('keeps a full IPv6 address', () => {
    assert.equal(plainAddress('2001:db8::1'), '2001:db8::1');
    assert.equal(plainAddress('::ffff:127.0.0.1'), '127.0.0.1');
  });
});
