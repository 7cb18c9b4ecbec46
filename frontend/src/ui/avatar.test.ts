import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { look } from './avatar.ts';

describe('look', () => {
  const looks = new Set(Array.from({ length: 2000 }, (_, index) => look(`sub-${index}`)));

  it('is the same for the same account', () => {
    assert.equal(look('sub-1'), look('sub-1'));
  });

  it('uses all twelve hues with all four patterns', () => {
    assert.equal(looks.size, 48);
  });
});
