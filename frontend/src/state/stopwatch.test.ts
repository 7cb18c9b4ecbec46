import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Stopwatch } from './stopwatch.ts';

describe('Stopwatch', () => {
  it('uses the clock that advanced further', (t) => {
    let [monotonic, wall] = [1_000, 1_000_000];
    t.mock.method(performance, 'now', () => monotonic);
    t.mock.method(Date, 'now', () => wall);
    const stopwatch = new Stopwatch();
    assert.equal(stopwatch.elapsed(), 0);
    wall += 60_000;
    assert.equal(stopwatch.elapsed(), 60_000);
    // The wall clock is set back.
    monotonic += 90_000;
    wall -= 3_600_000;
    assert.equal(stopwatch.elapsed(), 90_000);
  });
});
