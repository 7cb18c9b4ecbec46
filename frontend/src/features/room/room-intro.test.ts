import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { room } from '../../stores/testing/samples.ts';
import { describeRoom } from './room-intro.ts';

const people = (...names: string[]) =>
  names.map((username) => ({ sub: username, username, guest: false, gone: false }));

describe('what a room says of itself', () => {
  const intro = (more: Parameters<typeof room>[0]) => {
    const { heading, text } = describeRoom(room(more), new Map([['Ben', 'Benjamin']]));
    return `${heading}: ${text}`;
  };

  it('is who can read it', () => {
    assert.match(intro({ id: 'general' }), /^Everybody is here: Everybody in this chat/);
    assert.match(intro({ id: 'tea', name: 'Tea', kind: 'public' }), /^This is where Tea begins: .*with an account/);
    assert.match(intro({ id: 'tea', name: 'Tea', kind: 'private' }), /^This is where Tea begins: Only its members/);
    assert.match(intro({ id: 'd', kind: 'direct', people: people('Ben') }), /^Benjamin: Only the two of you/);
    assert.match(intro({ id: 'd', kind: 'direct', people: people('Ben', 'Zoe') }), /^Benjamin, Zoe: Only the people/);
    assert.match(intro({ id: 'd', kind: 'direct', people: [] }), /^Notes to yourself: Only you/);
  });
});
