import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linkify } from './linkify.ts';

const links = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);

describe('linkify', () => {
  it('leaves a text without addresses alone', () => {
    assert.deepEqual(linkify('Hello, everyone'), [{ text: 'Hello, everyone' }]);
    assert.deepEqual(linkify(''), []);
  });

  it('finds http and https addresses and keeps the text around them', () => {
    assert.deepEqual(linkify('see https://example.org/a?b=c#d and http://x.test:8080 now'), [
      { text: 'see ' },
      { text: 'https://example.org/a?b=c#d', href: 'https://example.org/a?b=c#d' },
      { text: ' and ' },
      { text: 'http://x.test:8080', href: 'http://x.test:8080/' },
      { text: ' now' },
    ]);
  });

  it('leaves the punctuation of the sentence outside', () => {
    assert.deepEqual(links('(https://example.org/a).'), ['https://example.org/a']);
    assert.deepEqual(links('https://example.org/a, https://example.org/b!'), [
      'https://example.org/a',
      'https://example.org/b',
    ]);
    assert.deepEqual(links('https://example.org/Ada_(name)'), ['https://example.org/Ada_(name)']);
    assert.deepEqual(links('(https://example.org/Ada_(name)).]'), ['https://example.org/Ada_(name)']);
    assert.deepEqual(links(`https://example.org/${')'.repeat(4000)}`), ['https://example.org/']);
  });

  it('makes nothing else a link', () => {
    const texts = [
      'javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'JaVaScRiPt://example.org/%0aalert(1)',
      'ftp://example.org',
      'https://',
      'http:///',
      'www.example.org',
      '<a href="javascript:alert(1)">x</a>',
    ];
    for (const text of texts) assert.deepEqual(links(text), [], text);
  });

  it('ends an address at markup, quotes and marks that turn the direction of the text', () => {
    assert.deepEqual(links('<b>https://example.org/x</b>'), ['https://example.org/x']);
    assert.deepEqual(links('"https://example.org/x"'), ['https://example.org/x']);
    assert.deepEqual(links('https://example.org/\u202egpj.exe'), ['https://example.org/']);
  });

  it('gives back every character', () => {
    const text = 'a https://é.test/ü?q=1) b\nhttps://x.test. 👩‍🚀 http://[broken';
    assert.equal(
      linkify(text)
        .map((piece) => piece.text)
        .join(''),
      text,
    );
  });
});
