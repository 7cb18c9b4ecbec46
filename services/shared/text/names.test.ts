import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isChatName, nameFault, nameKey } from './names.ts';

describe('isChatName', () => {
  const good = [
    'Ada',
    'ada_lovelace-1815.x',
    'Ada Lovelace',
    'Zoë',
    'Zoe\u0308',
    'Ａｄａ',
    'Łukasz',
    'Ольга',
    'Ωμέγα',
    '张伟',
    '田中さん',
    'サーバー',
    '김철수',
    '金철수',
    'فاطمة',
    'فاطمة٥',
    'שרה',
    'अमित',
    'สมชาย',
    '7',
    '42 Ada',
    'علی\u200cرضا',
    'ශ්\u200dරී',
    'ක්\u200dෂ',
    'क्\u200dष',
    'क्\u200cष',
    'അവന്\u200d',
    "O'Brien",
    'O’Brien',
    "Jeanne d'Arc",
    "Ka'ena",
    "М'яч",
    'Gal·la',
    'Gal·la L·l',
    'ジョン・スミス',
    'ｼﾞｮﾝ･ｽﾐｽ',
    'ᏣᎳᎩ',
    'ᐃᓄᒃ',
    'ⵜⵉⴼⵉⵏⴰⵖ',
    '𞤀𞤣𞤢𞤥',
    '𞤀'.repeat(32),
    'བརྒྱུད',
  ];
  for (const name of good) it(`accepts ${name}`, () => assert.equal(isChatName(name), true));

  const bad: Record<string, string> = {
    empty: '',
    'more than 32 characters': 'a'.repeat(33),
    'more than 32 astral characters': '𞤀'.repeat(33),
    'a space': ' ',
    'a leading space': ' Ada',
    'a trailing space': 'Ada ',
    'two spaces': 'Ada  L',
    'a no-break space at the end': 'Ada\u00a0',
    'punctuation alone': '._-',
    markup: '<b>Ada</b>',
    quotes: 'Ada"',
    'a slash': 'a/b',
    'an at sign': '@ada',
    emoji: 'Ada😀',
    NUL: 'A\u0000da',
    'a line feed': 'Ada\n',
    'a tab': 'A\tda',
    'a C1 control': 'A\u0085da',
    'a lone high surrogate': 'Ada\ud800',
    'a lone low surrogate': '\udc00Ada',
    'a zero-width space': 'A\u200bda',
    'a zero-width joiner': 'A\u200dda',
    'a soft hyphen': 'A\u00adda',
    'a right-to-left override': 'A\u202eda',
    'a byte order mark': '\ufeffAda',
    'a variation selector': 'Ada\ufe0f',
    'a Hangul filler': 'Ada\u3164',
    'a Braille blank': '\u2800',
    'a leading mark': '\u0301Ada',
    'Latin with a Cyrillic а': 'Ad\u0430',
    'Latin with a Greek ο': 'B\u03bfb',
    'Latin with an Arabic digit': 'B\u0665b',
    'Latin with a Katakana mark': 'Adaー',
    'Latin with Han': 'Ada王',
    'Cyrillic with Greek': 'Олγа',
    'a private character': '\ue000',
    'an unassigned one': '\u{50000}',
    'a script out of use': '𐌰𐌱',
    'a non-joiner between letters that do not join': 'آ\u200cد',
    'a non-joiner after a letter that does not join': 'رضا\u200cعلی',
    'a non-joiner at the end': 'علی\u200c',
    'two non-joiners': 'علی\u200c\u200cرضا',
    'a joiner without a virama': 'ශ\u200dර',
    'a joiner between Arabic letters': 'علی\u200dرضا',
    'a joiner before a vowel sign': 'ශ්\u200dී',
    'an apostrophe at the end': "Ada'",
    'an apostrophe at the start': "'Ada",
    'two apostrophes': "O''Brien",
    'an apostrophe before a digit': "O'1",
    'a middle dot at the end': 'Ada·',
    'a middle dot between Cyrillic letters': 'А·Б',
    'a Katakana middle dot between Latin letters': 'A・B',
    'apostrophes alone': "''",
    'a prime': 'O′Brien',
    'Cherokee with Latin': 'ᏣᎳAda',
  };
  for (const [what, name] of Object.entries(bad)) {
    it(`refuses ${what}`, () => assert.equal(isChatName(name), false));
  }
});

describe('nameFault', () => {
  const faults = {
    length: ['', 'x'.repeat(33)],
    invisible: ['A\u200bda', 'A\u200dda', 'Ada\u3164'],
    characters: ['@ada', 'Ada😀', 'A\u0000', 'Ada\n', 'a/b'],
    separator: ["Ada'", 'A・B'],
    space: [' Ada', 'Ada ', 'Ada  L'],
    mark: ['\u0301Ada'],
    letter: ['._-'],
    script: ['Ad\u0430', '𐌰𐌱'],
  };
  for (const [fault, names] of Object.entries(faults)) {
    it(`reports ${fault}`, () => {
      for (const name of names) assert.equal(nameFault(name), fault, JSON.stringify(name));
    });
  }

  it('rejects a long text in constant time', () => {
    const evil = `a${'\u0301\u0316'.repeat(10_000_000)}`;
    assert.equal(nameFault(evil), 'length');
    assert.equal(nameKey(evil), evil);
  });
});

describe('nameKey', () => {
  const same = [
    ["O'Brien", 'O’Brien', 'o’brien'],
    ['علی\u200cرضا', 'علیرضا'],
    ['Ada', 'ADA', 'ada', 'Ａｄａ', 'ⒶⒹⒶ'],
    ['Zoë', 'ZOE\u0308'],
    ['Straße', 'STRASSE', 'STRAẞE', 'strasse'],
    ['ΣΊΣΥΦΟΣ', 'Σίσυφος', 'σίσυφοσ'],
    ['ﬁn', 'FIN'],
    ['Ada Lovelace', 'ada\u00a0lovelace'],
  ];
  for (const [first = '', ...others] of same) {
    it(`treats ${[first, ...others].join(', ')} as one name`, () => {
      for (const other of others) assert.equal(nameKey(other), nameKey(first));
    });
  }

  it('distinguishes different names', () => {
    assert.notEqual(nameKey('Ada'), nameKey('Adá'));
    assert.notEqual(nameKey('Ada L'), nameKey('AdaL'));
    // A name entirely in another script is another name; mixing the two in one name is refused.
    assert.notEqual(nameKey('сос'), nameKey('coc'));
  });

  it('does not depend on case or normalization, for any character', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      const key = nameKey(character);
      const variants = [key, character.toUpperCase(), character.toLowerCase(), character.normalize('NFD')];
      if (variants.some((variant) => nameKey(variant) !== key)) assert.fail(`U+${code.toString(16)} ${character}`);
    }
  });
});
