import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookAlike, skeleton, skeletons } from './skeletons.ts';

describe('skeleton', () => {
  it('matches UTS #39', () => {
    assert.equal(skeleton('\u0440\u0430ypal'), skeleton('paypal'));
    assert.equal(skeleton('\u{1d5c9}aypal'), skeleton('paypal'));
    assert.equal(skeleton('scope'), skeleton('\u0455\u0441\u043e\u0440\u0435'));
    assert.equal(skeleton('m'), 'rn');
    assert.equal(skeleton('Ƽ'), skeleton('5'));
    assert.equal(skeleton('a\u200bb\u00ad'), skeleton('ab'));
    assert.equal(skeleton('\u01c0'), 'l');
  });

  it('is idempotent', () => {
    for (const text of ['Adam', 'Ольга', 'Ωμέγα', 'Ali̇ce', '0O1lI|']) {
      assert.equal(skeleton(skeleton(text)), skeleton(text), text);
    }
  });
});

describe('lookAlike', () => {
  const alike = [
    ['Alice', 'Ali\u0307ce', 'AIice', 'Aǀice', 'Alɩce', 'alıce', 'A1ice', 'ALlCE', 'aIice', 'ALICE'],
    ['Bob', 'B0b', 'Воb', 'BОB', 'bоb'],
    ['NINA', 'ΝΙΝΑ', 'Nina'],
    ['cop', 'сор'],
    ['Adam', 'Adarn'],
    ["O'Brien", 'O’Brien', 'OʼBrien'],
    ['علی\u200cرضا', 'علیرضا'],
  ];
  for (const [first = '', ...others] of alike) {
    for (const other of others) it(`${first} and ${other}`, () => assert.ok(lookAlike(first, other)));
  }

  const different = [
    ['Alice', 'Alicia'],
    ['Neil', 'Nell'],
    ['Ali', 'All'],
    ['Kai', 'Kal'],
    ['Lia', 'Ila'],
    ['Zoe', 'Zoë'],
    ['Ada', 'Adà'],
    ['user 10', 'user 11'],
    ['張偉', '张伟'],
  ];
  for (const [one = '', other = ''] of different) {
    it(`not ${one} and ${other}`, () => assert.ok(!lookAlike(one, other)));
  }

  it('rejects a long text in constant time', () => {
    assert.deepEqual(skeletons(`a${'\u0301\u0316'.repeat(10_000_000)}`), []);
  });
});
