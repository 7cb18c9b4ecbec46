import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBlank, isChatText, isPassword } from './text.ts';

/** Texts without a visible character. */
const NOTHING = [
  '', ' ', '\n\t', '\u00a0\u3000', '\u200b', '\u200c\u200d', '\ufe0f', '\u{e0100}', '\u2800', '\u3164', '\uffa0',
  '\u115f\u1160', '\u00ad', '\u2060\ufeff', '\u202e\u2066', '\u180e', '\u{e0061}', '\ufff9', '\u{1d159}', '\u2028',
]; // prettier-ignore
const SOMETHING = ['a', '.', '\u200bá', '👍🏽', '🏳️\u200d🌈', 'ـ', '\u0600', 'ا', '\u0301', '한', '⠁'];

describe('isBlank', () => {
  for (const text of NOTHING) it(`treats ${JSON.stringify(text)} as blank`, () => assert.ok(isBlank(text)));
  for (const text of SOMETHING) it(`treats ${JSON.stringify(text)} as visible`, () => assert.ok(!isBlank(text)));
});

describe('isChatText', () => {
  it('refuses blank texts', () => {
    for (const text of NOTHING) assert.ok(!isChatText(text), JSON.stringify(text));
    for (const text of SOMETHING) assert.ok(isChatText(text), JSON.stringify(text));
  });

  it('refuses control characters and lone surrogates', () => {
    for (const text of ['a\r', 'a\u0000', 'a\u0085', 'a\u000b', 'a\ud800']) assert.ok(!isChatText(text), text);
    assert.ok(isChatText('\tone\n\ntwo'));
  });
});

describe('isPassword', () => {
  it('refuses characters that cannot be typed', () => {
    for (const text of ['a\n', 'a\u0000', 'a\udc00']) assert.ok(!isPassword(text), text);
    assert.ok(isPassword('Zoë 👍'));
  });
});
