import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { directionOf } from './direction.ts';

describe('direction', () => {
  it('is that of the first letter', () => {
    for (const text of ['Hello', '42 apples', 'été', '日本語', 'Hello שלום']) assert.equal(directionOf(text), 'ltr');
    for (const text of ['שלום', '12. مرحبا', '«سلام» Ada', '\u200f(1)', '𞤀𞤣']) assert.equal(directionOf(text), 'rtl');
  });

  it('is left to right without a letter', () => {
    for (const text of ['', '42', '🙂 …']) assert.equal(directionOf(text), 'ltr');
  });

  it('is decided by the beginning of a long text', () => {
    assert.equal(directionOf(`${'1'.repeat(1_000)}שלום`), 'ltr');
  });
});
