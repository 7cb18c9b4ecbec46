import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTimeZone } from './time-zones.ts';

describe('isTimeZone', () => {
  it('accepts the names of the IANA database', () => {
    for (const name of ['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+3']) {
      assert.equal(isTimeZone(name), true, name);
    }
  });

  it('refuses offsets and everything else', () => {
    for (const name of ['', '+02:00', 'Europe/Atlantis', 'Berlin', 'Europe/Berlin ', '2026']) {
      assert.equal(isTimeZone(name), false, name);
    }
  });
});
