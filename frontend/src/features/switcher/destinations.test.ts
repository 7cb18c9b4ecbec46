import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { roomNamed } from '../../stores/testing/rooms.ts';
import { destinations } from './destinations.ts';

const person = (sub: string) => ({ sub, name: sub, guest: false, online: true });
const direct = (sub: string) =>
  roomNamed(`direct-${sub}`, { kind: 'direct', name: '', people: [{ sub, username: sub, guest: false, gone: false }] });
const names = (query: string, rooms = [roomNamed('tea'), roomNamed('releases', { unread: 1 }), direct('rel')]) =>
  destinations(
    rooms,
    [person('rel'), person('arel'), person('relay')],
    ({ name, people }) => name || (people?.[0]?.username ?? ''),
    query,
  ).map(({ item }) => `${item.type} ${item.name}`);

describe('the quick switcher', () => {
  it('offers rooms first, unread ones before others, and people with whom one has no conversation', () => {
    assert.deepEqual(names('rel'), ['room releases', 'room rel', 'person relay', 'person arel']);
  });

  it('shows rooms alone before anything is typed', () => {
    assert.deepEqual(names(''), ['room releases', 'room tea', 'room rel']);
  });
});
