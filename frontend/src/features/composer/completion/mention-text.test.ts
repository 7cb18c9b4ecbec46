import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EVERYBODY, mentionedIn, toMentions, type Mentionable } from './mention-text.ts';

const person = (name: string, sub = name): Mentionable => ({ sub, name, online: true });
const PEOPLE = [person('Ada'), person('Ada Byron'), person('Zoé'), { name: EVERYBODY, online: false }];
const mentions = (text: string, people = PEOPLE, chosen = new Map<string, Mentionable>()) =>
  toMentions(mentionedIn(text, people, chosen)).map(({ sub, as }) => `${as}=${sub ?? 'everybody'}`);

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

  it('count those of the room before others of their name, who are mentioned but not notified', () => {
    const carol = { ...person('Carol'), outside: true };
    const namesake = { ...person('Ada', 'other'), outside: true };
    const found = mentionedIn('@Carol @Ada', [...PEOPLE, carol, namesake], new Map());
    assert.deepEqual(
      found.map(({ sub, outside = false }) => [sub, outside]),
      [
        ['Carol', true],
        ['Ada', false],
      ],
    );
    assert.deepEqual(toMentions(found), [{ sub: 'Ada', as: 'Ada' }]);
  });

  it('name each once', () => {
    assert.deepEqual(mentions('@Ada @Ada'), ['Ada=Ada']);
  });
});
