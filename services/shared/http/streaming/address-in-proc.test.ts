import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { describe, it } from 'node:test';
import { addressInProc } from './address-in-proc.ts';

const skip = endianness() === 'LE' ? false : 'the expected values are for a little-endian processor';

describe('an address in /proc/net', { skip }, () => {
  it('is written in words of the native byte order', () => {
    assert.equal(addressInProc('127.0.0.1'), '0100007F');
    assert.equal(addressInProc('192.0.2.7'), '070200C0');
    assert.equal(addressInProc('::1'), '00000000000000000000000001000000');
    assert.equal(addressInProc('::ffff:127.0.0.1'), '0000000000000000FFFF00000100007F');
    assert.equal(addressInProc('2001:db8:1:2:3:4:5:6%eth0'), 'B80D0120020001000400030006000500');
    assert.equal(addressInProc('fe80::'), '000080FE000000000000000000000000');
  });
});
