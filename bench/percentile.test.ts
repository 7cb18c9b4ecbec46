import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median, percentile } from './percentile.ts';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('takes the nearest rank', () => {
    assert.equal(percentile(hundred, 50), 50);
    assert.equal(percentile(hundred, 99), 99);
    assert.equal(percentile(hundred, 99.9), 100);
    assert.equal(percentile(hundred, 0), 1);
    assert.equal(percentile([7], 50), 7);
  });

  it('has none of no values', () => {
    assert.throws(() => percentile([], 50), /no values/);
    assert.throws(() => median([]), /no values/);
  });
});

describe('median', () => {
  it('is the middle, or the mean of the middle two', () => {
    assert.equal(median([10, 2, 3]), 3);
    assert.equal(median([10, 2, 3, 4]), 3.5);
  });
});
