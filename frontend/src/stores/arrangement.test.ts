import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Preferences } from '../api/types.ts';
import {
  addSection,
  changeSection,
  hasSpace,
  moveSection,
  placeRoom,
  removeSection,
  sectionsOf,
} from './arrangement.ts';

/** What is where, as `section: room room`. */
const described = (preferences: Preferences) =>
  sectionsOf(preferences).map(({ id, rooms }) => [id, rooms.join(' ')].join(': ').trim());

/** A chat with the sections "work" and "home". */
function setUp(): Preferences {
  const work = addSection({}, { id: 'work', name: 'Work', rooms: ['a', 'b'] });
  return { ...work, ...addSection(work, { id: 'home', name: 'Home', rooms: [] }) };
}

describe('the arrangement of the sidebar', () => {
  it('has three sections at first, and own ones between them', () => {
    assert.deepEqual(described({}), ['favourites:', 'rooms:', 'direct:']);
    assert.deepEqual(described(setUp()), ['favourites:', 'work: a b', 'home:', 'rooms:', 'direct:']);
  });

  it('has each room in one section only', () => {
    const preferences = placeRoom(setUp(), 'a', 'favourites');
    assert.deepEqual(preferences.favourites, ['a']);
    assert.deepEqual(described(preferences), ['favourites: a', 'work: b', 'home:', 'rooms:', 'direct:']);
    assert.deepEqual(described(addSection(preferences, { id: 'new', name: 'New', rooms: ['a', 'b'] })), [
      'favourites:',
      'work:',
      'home:',
      'new: a b',
      'rooms:',
      'direct:',
    ]);
  });

  it('puts a room in its place, or at the end', () => {
    assert.equal(described(placeRoom(setUp(), 'c', 'work', ['a', 'c', 'b']))[1], 'work: a c b');
    assert.equal(described(placeRoom(setUp(), 'c', 'work'))[1], 'work: a b c');
  });

  it('forgets a room that goes back to all others, unless these are in order', () => {
    assert.deepEqual(described(placeRoom(setUp(), 'a', 'rooms')), [
      'favourites:',
      'work: b',
      'home:',
      'rooms:',
      'direct:',
    ]);
    assert.equal(described(placeRoom(setUp(), 'a', 'rooms', ['general', 'a']))[3], 'rooms: general a');
  });

  it('moves sections past each other, the favourites excepted', () => {
    const up = moveSection(setUp(), 'home', -1);
    assert.deepEqual(described(up ?? {}), ['favourites:', 'home:', 'work: a b', 'rooms:', 'direct:']);
    assert.equal(moveSection(setUp(), 'work', -1), undefined);
    assert.equal(moveSection(setUp(), 'direct', 1), undefined);
    assert.equal(moveSection(setUp(), 'favourites', 1), undefined);
    const down = { ...setUp(), ...moveSection(setUp(), 'home', 1) };
    assert.deepEqual(described(down), ['favourites:', 'work: a b', 'rooms:', 'home:', 'direct:']);
    // A new one stands before the rooms, wherever these are.
    assert.equal(described(addSection(down, { id: 'new', name: 'New', rooms: [] }))[2], 'new:');
  });

  it('changes and removes sections, without touching the favourites', () => {
    const preferences = { ...setUp(), ...placeRoom(setUp(), 'z', 'favourites') };
    const changed = changeSection(preferences, 'favourites', { unreadFirst: true });
    assert.deepEqual(changed.sections?.[0], {
      id: 'favourites',
      name: 'favourites',
      rooms: [],
      unreadFirst: true,
      collapsed: false,
    });
    assert.equal(changed.favourites, undefined);
    assert.equal(changeSection(preferences, 'work', { name: 'Job' }).sections?.[1]?.name, 'Job');
    assert.deepEqual(described({ ...preferences, ...removeSection(preferences, 'work') }), [
      'favourites: z',
      'home:',
      'rooms:',
      'direct:',
    ]);
  });

  it('knows when a section is full', () => {
    const section = (id: string, count: number) => ({
      id,
      name: id,
      rooms: Array.from({ length: count }, (_, at) => String(at)),
      unreadFirst: false,
      collapsed: false,
    });
    assert.deepEqual([hasSpace(section('favourites', 199)), hasSpace(section('favourites', 200))], [true, false]);
    assert.deepEqual([hasSpace(section('work', 499)), hasSpace(section('work', 500))], [true, false]);
  });
});
