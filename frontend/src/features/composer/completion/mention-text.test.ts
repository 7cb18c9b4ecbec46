import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EVERYBODY, findQuery, mentionsIn, type Mentionable } from './mention-text.ts';

const person = (name: string, sub = name): Mentionable => ({ sub, name, online: true });
const PEOPLE = [person('Ada'), person('Ada Byron'), person('Zoé'), { name: EVERYBODY, online: false }];
const mentions = (text: string, people = PEOPLE, chosen = new Map<string, Mentionable>()) =>
  mentionsIn(text, people, chosen).map(({ sub, as }) => `${as}=${sub ?? 'everybody'}`);

describe('a name that is being typed', () => {
  it('starts at an @ that begins a word, and may have spaces', () => {
    assert.deepEqual(findQuery('Hi @Ada B', 9), { start: 3, query: 'Ada B' });
    assert.deepEqual(findQuery('@', 1), { start: 0, query: '' });
    assert.deepEqual(findQuery('(@zo', 4), { start: 1, query: 'zo' });
  });

  it('is none in an address, after a space, on another line, or far away', () => {
    for (const text of ['ada@example.org', '@ ada', 'no at', '@Ada\nnext', `@${'x'.repeat(40)}`]) {
      assert.equal(findQuery(text, text.length), undefined, text);
    }
  });
});

describe('the mentions in a text', () => {
  it('are the longest names that stand in it, however they are written', () => {
    assert.deepEqual(mentions('@Ada Byron and @zoé, @Ada!'), ['Ada Byron=Ada Byron', 'zoé=Zoé', 'Ada=Ada']);
    assert.deepEqual(mentions('@Adam @Adaé ada@Ada.org @room'), ['room=everybody']);
  });

  it('leave out a name that two people have, unless one of them was chosen', () => {
    const two = [person('Ben', '1'), person('Ben', '2')];
    assert.deepEqual(mentions('@Ben', two), []);
    assert.deepEqual(mentions('@Ben', two, new Map([['Ben', person('Ben', '2')]])), ['Ben=2']);
  });

  it('name each once', () => {
    assert.deepEqual(mentions('@Ada @Ada'), ['Ada=Ada']);
  });
});
