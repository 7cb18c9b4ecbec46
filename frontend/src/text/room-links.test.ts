import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { excerpt, roomLink, splitRoomLinks, withoutRoomLinks } from './room-links.ts';

describe('links to rooms', () => {
  it('have the id and the name that was written', () => {
    const text = `See ${roomLink('tea-1', 'Tea & [cake]')}, and ${roomLink('b', 'b')}`;
    assert.deepEqual(splitRoomLinks(text), [
      { text: 'See ' },
      { text: '#Tea & cake', room: 'tea-1' },
      { text: ', and ' },
      { text: '#b', room: 'b' },
    ]);
    assert.equal(withoutRoomLinks(text), 'See #Tea & cake, and #b');
  });

  it('are nothing else', () => {
    for (const text of [
      '#tea',
      '[tea](/r/tea)',
      '[#tea](https://example.org/r/tea)',
      '[#a\nb](/r/x)',
      '[#a](/r/../x)',
    ]) {
      assert.deepEqual(splitRoomLinks(text), [{ text }]);
    }
  });

  it('are cut as what they show', () => {
    const text = `See ${roomLink('0d9d1ac6-2f7b-4c1c-8f5e-6a3f8f0b7a11', 'harbour')}!`;
    assert.equal(excerpt(text, 13), 'See #harbour!');
    assert.equal(excerpt(text, 8), 'See #har…');
    assert.equal(excerpt('ab🎉', 3), 'ab…');
  });
});
