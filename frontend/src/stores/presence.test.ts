import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changed, fromNames, fromSnapshot } from './presence.ts';

const profile = (sub: string, displayName: string) => ({ sub, username: displayName, displayName, guest: true });
const names = ({ people }: { people: readonly { name: string }[] }) => people.map(({ name }) => name);

describe('presence', () => {
  const two = fromSnapshot({ count: 2, users: [profile('g', 'Grace'), profile('a', 'ada')] });

  it('starts with a snapshot, in alphabetical order', () => {
    assert.deepEqual(names(two), ['ada', 'Grace']);
    assert.equal(two.count, 2);
  });

  it('applies joins and leaves', () => {
    const three = changed(two, { count: 3, joined: [profile('e', 'Edsger')], left: [] });
    assert.deepEqual(names(three), ['ada', 'Edsger', 'Grace']);
    assert.deepEqual(names(changed(three, { count: 2, joined: [], left: ['g'] })), ['ada', 'Edsger']);
  });

  it('shows a new display name instead of the old one', () => {
    assert.deepEqual(names(changed(two, { count: 2, joined: [profile('a', 'ADA')], left: [] })), ['ADA', 'Grace']);
  });

  it('knows details where a stream has them, and follows their changes', () => {
    const status = { emoji: '🌴', text: 'On holiday' };
    const ada = { ...profile('a', 'Ada'), title: 'Mathematician', status, presence: 'away' as const };
    const away = fromSnapshot({ count: 1, users: [ada] });
    const person = { sub: 'a', name: 'Ada', guest: true };
    assert.deepEqual(away.people, [{ ...person, title: 'Mathematician', status, away: true }]);
    const back = changed(away, {
      count: 1,
      joined: [{ ...profile('a', 'Ada'), presence: 'online' as const }],
      left: [],
    });
    assert.deepEqual(back.people, [person]);
  });

  it('shows the count of the server, not the number of known names', () => {
    assert.equal(changed(two, { count: 900, joined: [], left: [] }).count, 900);
    assert.deepEqual(fromNames(['Ada'], 7), { live: true, count: 7, people: [{ name: 'Ada' }] });
  });
});
