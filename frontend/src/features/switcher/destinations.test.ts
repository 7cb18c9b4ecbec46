import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PublicRoom } from '../../api/types.ts';
import { roomNamed } from '../../stores/testing/rooms.ts';
import { destinations } from './destinations.ts';

const person = (sub: string) => ({ sub, name: sub, guest: false, online: true });
const direct = (sub: string) =>
  roomNamed(`direct-${sub}`, { kind: 'direct', name: '', people: [{ sub, username: sub, guest: false, gone: false }] });
const publicRoom = (id: string): PublicRoom => ({
  id,
  kind: 'public',
  name: id,
  topic: '',
  archived: false,
  createdAt: '2026-11-23T09:00:00.000Z',
  members: 1,
  joined: false,
});
const mine = [roomNamed('tea'), roomNamed('releases', { unread: 1 }), direct('rel')];
const names = (query: string, publicRooms: PublicRoom[] = [], rooms = mine) =>
  destinations(
    { rooms, publicRooms, people: [person('rel'), person('arel'), person('relay')] },
    ({ name, people }) => name || (people?.[0]?.username ?? ''),
    query,
  ).map(({ item }) => `${item.type} ${item.name}`);

describe('the quick switcher', () => {
  it('offers rooms first, unread ones before others, and people with whom one has no conversation', () => {
    assert.deepEqual(names('rel'), ['room releases', 'room rel', 'person relay', 'person arel']);
  });

  it('offers a few public rooms that one is not in, between the own ones and people', () => {
    const rooms = ['releases', 'old releases', 'rel 1', 'rel 2', 'rel 3', 'rel 4', 'rel 5'].map(publicRoom);
    assert.deepEqual(names('rel', rooms), [
      'room releases',
      'room rel',
      ...[1, 2, 3, 4, 5].map((number) => `public-room rel ${number}`),
      'person relay',
      'person arel',
    ]);
    assert.deepEqual(names('', rooms), ['room releases', 'room tea', 'room rel']);
  });

  it('shows rooms alone before anything is typed', () => {
    assert.deepEqual(names(''), ['room releases', 'room tea', 'room rel']);
  });
});
