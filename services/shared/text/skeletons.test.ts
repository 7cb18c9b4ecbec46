import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isChatName } from './names.ts';
import { isOwnSpelling, lookAlike, skeleton, skeletons } from './skeletons.ts';

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
    ['bob', 'b0B'],
    ['mcdonald', 'McDonaId'],
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

describe('another spelling of a name', () => {
  const own = [
    ['ian', 'Ian', 'IAN', 'iAn'],
    ['mcdonald', 'McDonald'],
    ['dimaggio', 'DiMaggio'],
    ["anne-lise o'neil", "Anne-Lise O'Neil"],
    ['McIntyre', 'McIntyre', 'mcintyre'],
    ['ada', 'ＡＤＡ', 'adA'],
  ];
  for (const [name = '', ...spellings] of own) {
    for (const spelling of spellings) {
      it(`may be ${spelling} for ${name}`, () => assert.ok(isOwnSpelling(spelling, name)));
    }
  }

  for (const [name, spelling] of [
    ['aiice', 'AIice'],
    ['nell', 'NElL'],
    ['bob', 'bOb'],
  ] as const) {
    it(`must not be ${spelling} for ${name}`, () => assert.ok(!isOwnSpelling(spelling, name)));
  }

  it('never looks like a spelling of a name that is not confusable with this one', () => {
    const letters = ['i', 'I', 'l', 'L', '1', '0', 'o', 'm', 'M', ' '];
    const texts = (length: number): string[] =>
      length === 0 ? [''] : texts(length - 1).flatMap((text) => letters.map((letter) => text + letter));
    const names = texts(3).filter(isChatName);
    const holders = new Map<string, string[]>();
    for (const name of names) {
      const own = new Set(skeletons(name));
      for (const spelling of caseVariants(name)) {
        if (!isOwnSpelling(spelling, name)) continue;
        const look = skeleton(spelling);
        const others = holders.get(look) ?? [];
        const mistaken = others.find((other) => !skeletons(other).some((each) => own.has(each)));
        assert.equal(mistaken, undefined, `${spelling} for ${name}`);
        holders.set(look, [...others, name]);
      }
    }
  });
});

function caseVariants(name: string): string[] {
  const variants = Array.from(name).reduce(
    (texts, letter) => texts.flatMap((text) => [text + letter.toLowerCase(), text + letter.toUpperCase()]),
    [''],
  );
  return [...new Set(variants)];
}
