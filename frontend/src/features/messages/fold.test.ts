import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLong } from './fold.ts';

describe('isLong', () => {
  it('counts line breaks', () => {
    assert.equal(isLong('line\n'.repeat(23), 90), false);
    assert.equal(isLong('line\n'.repeat(30), 90), true);
  });

  it('counts lines that wrap', () => {
    assert.equal(isLong('x'.repeat(2000), 90), false);
    assert.equal(isLong('x'.repeat(2000), 40), true);
  });

  it('counts wide characters twice', () => {
    assert.equal(isLong('陈'.repeat(1200), 90), true);
    assert.equal(isLong('e'.repeat(1200), 90), false);
  });
});
