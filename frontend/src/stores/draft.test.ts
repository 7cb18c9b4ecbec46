import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fit, MAX_DRAFT } from './draft.ts';

describe('a draft', () => {
  it('may be much longer than a message, but is limited', () => {
    assert.equal(fit('x'.repeat(MAX_DRAFT)).length, MAX_DRAFT);
    assert.equal(fit('x'.repeat(300_000)).length, MAX_DRAFT);
    assert.equal(fit('hello', 3), 'hel');
    assert.equal(fit('hello', 0), '');
  });

  it('splits no character', () => {
    assert.equal(fit('a🙂b', 2), 'a');
    assert.equal(fit('a🙂b', 3), 'a🙂');
  });
});
