import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linkify } from './linkify.ts';

const links = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);

describe('linkify', () => {
  it('returns a text without addresses unchanged', () => {
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

  it('excludes the punctuation of the sentence', () => {
    assert.deepEqual(links('(https://example.org/a).'), ['https://example.org/a']);
    assert.deepEqual(links('https://example.org/a, https://example.org/b!'), [
      'https://example.org/a',
      'https://example.org/b',
    ]);
    assert.deepEqual(links('https://example.org/Ada_(name)'), ['https://example.org/Ada_(name)']);
    assert.deepEqual(links('(https://example.org/Ada_(name)).]'), ['https://example.org/Ada_(name)']);
    assert.deepEqual(links(`https://example.org/${')'.repeat(4000)}`), ['https://example.org/']);
  });

  it('links nothing else', () => {
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

  it('ends an address where a sentence of another script goes on', () => {
    for (const mark of '，。！？）」』】、；：《،؛؟۔।') {
      assert.deepEqual(links(`https://example.com${mark}谢谢`), ['https://example.com/'], mark);
      assert.deepEqual(links(`https://example.com/a${mark}`), ['https://example.com/a'], mark);
    }
    assert.deepEqual(links('（https://example.com/a）'), ['https://example.com/a']);
    for (const path of ['维基', 'می\u200cشود']) {
      assert.deepEqual(links(`https://example.com/${path}`), [`https://example.com/${encodeURI(path)}`]);
    }
  });

  it('keeps what names end with, and the apostrophe inside', () => {
    assert.deepEqual(links('https://social.example/@anna_'), ['https://social.example/@anna_']);
    assert.deepEqual(links("https://en.example/wiki/Moore's_law."), ["https://en.example/wiki/Moore's_law"]);
    assert.deepEqual(links("'https://example.org/x'"), ['https://example.org/x']);
  });

  it('excludes quotation marks of any language', () => {
    for (const quoted of [
      '„https://example.com/h“',
      '«https://example.com/h»',
      '“https://example.com/h”',
      '‚https://example.com/h‘',
    ]) {
      assert.deepEqual(links(quoted), ['https://example.com/h'], quoted);
    }
  });

  it('excludes zero-width characters', () => {
    for (const mark of ['\u200b', '\u2060', '\ufeff', '\u00ad', '\u200e', '\u200d']) {
      assert.deepEqual(links(`https://example.com/a${mark}`), ['https://example.com/a'], JSON.stringify(mark));
    }
  });

  it('splits two addresses joined by a comma or a similar mark', () => {
    for (const mark of [',', ';', '，', '、']) {
      const joined = ['https://example.com/a', 'https://example.com/b'];
      assert.deepEqual(links(joined.join(mark)), joined, mark);
    }
    assert.deepEqual(links('https://example.com/a,b'), ['https://example.com/a,b']);
  });

  it('accepts all kinds of addresses', () => {
    for (const address of ['https://[::1]:8080/a', 'https://user:pass@example.org:81/a', 'https://a.example/b(c)[d]']) {
      assert.deepEqual(links(`(${address})`), [address]);
    }
  });

  it('needs no feature that a browser may lack', (test) => {
    test.mock.method(URL, 'canParse', undefined as unknown as typeof URL.canParse);
    assert.deepEqual(links('https://example.com/a'), ['https://example.com/a']);
  });

  it('preserves every character', () => {
    const text = 'a https://é.test/ü?q=1) b\nhttps://x.test. 👩‍🚀 http://[broken';
    assert.equal(
      linkify(text)
        .map((piece) => piece.text)
        .join(''),
      text,
    );
  });
});
