import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { roomNamed } from '../../stores/testing/rooms.ts';
import { attentionOf, nextUnread, shortCount, toSections } from './sections.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const ids = (rooms: readonly { id: string }[]) => rooms.map(({ id }) => id);

describe('the sections of the sidebar', () => {
  it('are sorted by name, general first, whatever was said last', () => {
    const rooms = [
      roomNamed('zoo'),
      roomNamed('élan'),
      roomNamed('apple'),
      roomNamed('general'),
      roomNamed('ben', { kind: 'direct' }),
    ];
    const sections = toSections(rooms, ({ id }) => id);
    assert.deepEqual(ids(sections.rooms), ['general', 'apple', 'élan', 'zoo']);
    assert.deepEqual(ids(sections.direct), ['ben']);
  });

  it('leave out archived rooms and hidden direct ones', () => {
    const rooms = [roomNamed('old', { archived: true }), roomNamed('ben', { kind: 'direct', hidden: true })];
    assert.deepEqual(
      toSections(rooms, ({ id }) => id),
      { rooms: [], direct: [] },
    );
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
    const sections = toSections(rooms, ({ id }) => id);
    assert.equal(nextUnread(sections, 'b', NOW)?.id, 'c');
    assert.equal(nextUnread(sections, 'c', NOW)?.id, 'a');
    assert.equal(nextUnread(sections, undefined, NOW)?.id, 'a');
    assert.equal(
      nextUnread(
        toSections([roomNamed('a', { unread: 1 })], ({ id }) => id),
        'a',
        NOW,
      ),
      undefined,
    );
  });

  it('is counted up to 99', () => {
    assert.deepEqual(
      [99, 100].map((count) => shortCount(count, String)),
      ['99', '99+'],
    );
  });
});
