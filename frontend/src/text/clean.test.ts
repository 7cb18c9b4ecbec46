import assert from 'node:assert/strict';
import { it } from 'node:test';
import { clean, isBlank, length } from './clean.ts';

it('counts characters as the contract does', () => {
  assert.equal(length(''), 0);
  assert.equal(length('é👍'), 2);
  assert.equal(length('a\nb'), 3);
});

it('cleans pasted text', () => {
  assert.equal(clean('a\r\nb\rc'), 'a\nb\nc');
  assert.equal(clean('a\u0000b\u0007c\u009fd\u007f'), 'abcd');
  assert.equal(clean('\n \n  x\n\n'), '  x');
  assert.equal(clean('a\ud800b'), 'a\ufffdb');
  assert.equal(clean('tab\there 👍'), 'tab\there 👍');
  assert.equal(clean(' \n\t '), '');
  assert.equal(clean('one\vtwo\fthree\u0085four\u2028five\u2029six'), 'one\ntwo\nthree\nfour\nfive\nsix');
});

it('detects invisible text, as the services do', () => {
  for (const text of ['', ' \n\t', '\u200b', '\ufe0f', '\u2800', '\u3164 \u00ad']) assert.ok(isBlank(text), text);
  assert.ok(!isBlank('a'));
});
