import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isMentioned, splitMentions } from './mentions.ts';

const ADA = { sub: 'a', as: 'Ada' };
const BYRON = { sub: 'b', as: 'Ada Byron' };
const ROOM = { as: 'room' };

describe('splitMentions', () => {
  it('marks the strings that the message names, and nothing else', () => {
    assert.deepEqual(splitMentions('Hi @Ada, and @Ben', [ADA]), [
      { text: 'Hi ' },
      { text: '@Ada', mention: ADA },
      { text: ', and @Ben' },
    ]);
    assert.deepEqual(splitMentions('Hi @Ada', []), [{ text: 'Hi @Ada' }]);
  });

  it('prefers the longer of two names', () => {
    assert.deepEqual(splitMentions('@Ada Byron', [ADA, BYRON]), [{ text: '@Ada Byron', mention: BYRON }]);
  });

  it('takes names literally', () => {
    const odd = { sub: 'o', as: 'a.b-c·(d)' };
    assert.deepEqual(splitMentions('@axb @a.b-c·(d)!', [odd]), [
      { text: '@axb ' },
      { text: '@a.b-c·(d)', mention: odd },
      { text: '!' },
    ]);
  });
});

describe('isMentioned', () => {
  it('is true of those named, and of everybody if the room is', () => {
    assert.equal(isMentioned('a', [ADA]), true);
    assert.equal(isMentioned('x', [ADA]), false);
    assert.equal(isMentioned('x', [ADA, ROOM]), true);
  });
});
