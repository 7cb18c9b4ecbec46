import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleOf } from './page-title.ts';

test('the title shows mentions apart from unread messages', () => {
  assert.equal(titleOf({ name: 'Tea', unread: 0, mentions: 0 }), 'Tea');
  assert.equal(titleOf({ name: 'Tea', unread: 3, mentions: 0 }), '(3) Tea');
  assert.equal(titleOf({ name: 'Tea', unread: 3, mentions: 1 }), '@1 (3) Tea');
  // Of a muted room, whose messages do not count otherwise.
  assert.equal(titleOf({ name: 'Tea', unread: 0, mentions: 1 }), '@1 Tea');
});
