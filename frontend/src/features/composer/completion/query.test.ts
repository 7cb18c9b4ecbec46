import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findNames, findQuery } from './query.ts';

describe('a name that is being typed', () => {
  it('starts at an @ that begins a word, and may have spaces', () => {
    assert.deepEqual(findQuery('Hi @Ada B', 9, '@'), { start: 3, query: 'Ada B' });
    assert.deepEqual(findQuery('@', 1, '@'), { start: 0, query: '' });
    assert.deepEqual(findQuery('(@zo', 4, '@'), { start: 1, query: 'zo' });
  });

  it('is none in an address, after a space, on another line, or far away', () => {
    for (const text of ['ada@example.org', '@ ada', 'no at', '@Ada\nnext', `@${'x'.repeat(40)}`]) {
      assert.equal(findQuery(text, text.length, '@'), undefined, text);
    }
  });
});

describe('the rooms in a text', () => {
  const rooms = [{ name: 'tea' }, { name: 'tea and biscuits' }];
  const found = (text: string) => findNames(text, '#', rooms, new Map()).map(({ start, as }) => `${start} ${as}`);

  it('are the longest names after a #, however they are written', () => {
    assert.deepEqual(found('See #Tea and biscuits, #tea.'), ['4 Tea and biscuits', '23 tea']);
  });

  it('are none within words and addresses', () => {
    assert.deepEqual(found('no#tea #teapot https://example.org/#tea C#tea ##tea'), []);
  });
});
