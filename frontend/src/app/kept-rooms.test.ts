import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptRooms } from './kept-rooms.ts';

const rooms = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => ({ id }));
const idsOf = ({ all }: KeptRooms<{ id: string }>) => all.map(({ id }) => id).join('');

test('the rooms shown last are kept, in an order that stays', () => {
  const kept = new KeptRooms();
  for (const room of rooms.slice(0, 6)) kept.show(room, () => true);
  kept.show(rooms[0], () => true);
  assert.equal(idsOf(kept), 'abcdef');
  kept.show(rooms[6], () => true);
  assert.equal(idsOf(kept), 'acdefg');
  kept.show(undefined, () => true);
  assert.equal(idsOf(kept), 'acdefg');
});

test('what cannot be shown again as it is is not kept, unless it is shown', () => {
  const kept = new KeptRooms();
  for (const room of rooms.slice(0, 3)) kept.show(room, () => true);
  kept.show(rooms[2], ({ id }) => id === 'a');
  assert.equal(idsOf(kept), 'ac');
});

test('a room that was left and joined again has new elements', () => {
  const kept = new KeptRooms();
  const [before, after] = [{ id: 'a' }, { id: 'a' }];
  kept.show(before, () => true);
  kept.show(after, () => true);
  assert.deepEqual(kept.all, [after]);
  assert.equal(kept.all[0], after);
});
