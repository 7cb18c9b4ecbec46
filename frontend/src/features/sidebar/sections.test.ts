import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { roomNamed } from '../../stores/testing/rooms.ts';
import type { MyRoom, Preferences } from '../../api/types.ts';
import { arrange, attentionOf, movedBefore, movedBy, nextUnread, shortCount } from './sections.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const ids = (rooms: readonly { id: string }[]) => rooms.map(({ id }) => id);

const arranged = (rooms: readonly MyRoom[], preferences: Preferences = {}, held?: string) =>
  arrange(rooms, { preferences, nameOf: ({ id }) => id, now: NOW, held });
/** The sections that have rooms. */
const described = (...[rooms, preferences, held]: Parameters<typeof arranged>) =>
  Object.fromEntries(
    arranged(rooms, preferences, held)
      .filter((section) => section.rooms.length > 0)
      .map((section) => [section.id, ids(section.rooms).join(' ')]),
  );
const section = (id: string, rooms: string[], unreadFirst = false) => ({
  id,
  name: id,
  rooms,
  unreadFirst,
  collapsed: false,
});

describe('the sections of the sidebar', () => {
  it('are sorted by name, general first, whatever was said last', () => {
    const rooms = [
      roomNamed('zoo'),
      roomNamed('élan'),
      roomNamed('apple'),
      roomNamed('general'),
      roomNamed('ben', { kind: 'direct' }),
    ];
    assert.deepEqual(described(rooms), { rooms: 'general apple élan zoo', direct: 'ben' });
  });

  it('are sorted by the numbers in their names', () => {
    assert.deepEqual(described([roomNamed('team 10'), roomNamed('team 9')]), { rooms: 'team 9 team 10' });
  });

  it('leave out archived rooms and hidden direct ones', () => {
    const rooms = [roomNamed('old', { archived: true }), roomNamed('ben', { kind: 'direct', hidden: true })];
    assert.deepEqual(described(rooms, { favourites: ['old', 'ben'] }), {});
  });

  it('have each room where the user has put it, once, and new ones at the end', () => {
    const rooms = [
      roomNamed('a'),
      roomNamed('b'),
      roomNamed('c'),
      roomNamed('d'),
      roomNamed('ben', { kind: 'direct' }),
    ];
    const sections = [section('work', ['ben', 'a', 'left']), section('rooms', ['d', 'a', 'ben'])];
    assert.deepEqual(described(rooms, { favourites: ['b'], sections }), {
      favourites: 'b',
      work: 'ben a',
      rooms: 'd c',
    });
  });

  it('show unread rooms first where the user wants it, the open one in its place until it is left', () => {
    const rooms = [roomNamed('a'), roomNamed('b', { unread: 1 }), roomNamed('c'), roomNamed('d', { unread: 1 })];
    assert.deepEqual(described(rooms), { rooms: 'a b c d' });
    const sections = [section('rooms', [], true)];
    assert.deepEqual(described(rooms, { sections }), { rooms: 'b d a c' });
    assert.deepEqual(described(rooms, { sections }, 'c'), { rooms: 'b c d a' });
  });

  it('are put in another order room by room', () => {
    const rooms = [roomNamed('a'), roomNamed('b'), roomNamed('c')];
    assert.deepEqual(movedBy(rooms, 'b', -1), ['b', 'a', 'c']);
    assert.deepEqual(movedBy(rooms, 'b', 1), ['a', 'c', 'b']);
    assert.equal(movedBy(rooms, 'a', -1), undefined);
    assert.equal(movedBy(rooms, 'c', 1), undefined);
    assert.deepEqual(movedBefore(rooms, 'a', 'c'), ['b', 'a', 'c']);
    assert.deepEqual(movedBefore(rooms, 'a', undefined), ['b', 'c', 'a']);
    assert.deepEqual(movedBefore(rooms, 'new', 'a'), ['new', 'a', 'b', 'c']);
  });
});

describe('what waits for the reader', () => {
  it('is bold for unread messages, and has a number for mentions', () => {
    assert.deepEqual(attentionOf(roomNamed('tea', { unread: 3 }), NOW), { unread: true, badge: 0, muted: false });
    assert.deepEqual(attentionOf(roomNamed('tea', { unread: 3, mentions: 1 }), NOW), {
      unread: true,
      badge: 1,
      muted: false,
    });
    assert.deepEqual(attentionOf(roomNamed('tea'), NOW), { unread: false, badge: 0, muted: false });
  });

  it('counts every message of a direct room', () => {
    assert.equal(attentionOf(roomNamed('ben', { kind: 'direct', unread: 2 }), NOW).badge, 2);
  });

  it('is never bold in a muted room, until the mute ends', () => {
    assert.equal(attentionOf(roomNamed('tea', { unread: 3, level: 'none' }), NOW).unread, false);
    const until = (mutedUntil: string) => attentionOf(roomNamed('tea', { unread: 3, mutedUntil }), NOW).unread;
    assert.equal(until('2026-11-23T12:00:01.000Z'), false);
    assert.equal(until('2026-11-23T11:59:59.000Z'), true);
  });

  it('is found from any room on, and from the start again', () => {
    const rooms = [
      roomNamed('a', { unread: 1 }),
      roomNamed('b'),
      roomNamed('c', { unread: 1 }),
      roomNamed('d', { unread: 1, level: 'none' }),
    ];
    const sections = arranged(rooms);
    assert.equal(nextUnread(sections, 'b', NOW)?.id, 'c');
    assert.equal(nextUnread(sections, 'c', NOW)?.id, 'a');
    assert.equal(nextUnread(sections, undefined, NOW)?.id, 'a');
    assert.equal(nextUnread(arranged([roomNamed('a', { unread: 1 })]), 'a', NOW), undefined);
  });

  it('is counted up to 99', () => {
    assert.deepEqual(
      [99, 100].map((count) => shortCount(count, String)),
      ['99', '99+'],
    );
  });
});
