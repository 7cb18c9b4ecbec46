import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Problem } from '../problem.ts';
import { RequestLimiter } from './request-limit.ts';

describe('RequestLimiter', () => {
  let now = 0;
  const limiter = new RequestLimiter(60, () => now);
  const admitted = (sub: string, requests: number) => {
    let count = 0;
    for (let index = 0; index < requests; index++) {
      try {
        limiter.admit(sub);
        count++;
      } catch (error) {
        assert.ok(error instanceof Problem && error.kind === 'rate-limited');
        assert.match(error.headers['Retry-After'] ?? '', /^[1-3]$/);
      }
    }
    return count;
  };

  it('allows each user a burst of the limit, then the limit per minute', () => {
    assert.equal(admitted('ada', 100), 60);
    assert.equal(admitted('bob', 10), 10);
    now += 10_000;
    assert.equal(admitted('ada', 100), 10);
    now += 3_600_000;
    assert.equal(admitted('ada', 100), 60);
  });

  it('treats a clock that was set back as standing still', () => {
    assert.equal(admitted('eve', 60), 60);
    now -= 3_600_000;
    assert.equal(admitted('eve', 1), 0);
    now += 1_000;
    assert.equal(admitted('eve', 2), 1);
  });
});
