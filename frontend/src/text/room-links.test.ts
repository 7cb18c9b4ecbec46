import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { roomLink, splitRoomLinks, withoutRoomLinks } from './room-links.ts';

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
});
