import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fit, MAX_DRAFT } from './draft.ts';

describe('a draft', () => {
  it('has room for what is far longer than a message, and not for everything', () => {
    assert.equal(fit('x'.repeat(MAX_DRAFT)).length, MAX_DRAFT);
    assert.equal(fit('x'.repeat(300_000)).length, MAX_DRAFT);
    assert.equal(fit('hello', 3), 'hel');
    assert.equal(fit('hello', 0), '');
  });

  it('cuts no character in half', () => {
    assert.equal(fit('a🙂b', 2), 'a');
    assert.equal(fit('a🙂b', 3), 'a🙂');
  });
});
