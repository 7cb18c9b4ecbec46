import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Route } from '../state/routes.ts';
import { shownBy } from './shown-by.ts';

const show = (route: Route, { isNarrow = false, isIn = true } = {}) =>
  shownBy(route, { isNarrow, lastRoom: () => 'tea', mayBeIn: () => isIn });

describe('the address', () => {
  it('of the start shows the room shown last, on a phone the list of rooms', () => {
    assert.deepEqual(show({ name: 'home' }), { address: { name: 'room', room: 'tea' } });
    assert.deepEqual(show({ name: 'home' }, { isNarrow: true }), { room: undefined });
  });

  it('of a room shows it, but not one that the user is not in', () => {
    assert.deepEqual(show({ name: 'room', room: 'pier', seq: 7 }), { room: 'pier' });
    assert.deepEqual(show({ name: 'room', room: 'pier' }, { isIn: false }), { room: undefined });
  });

  it('of a dialog shows the dialog, those of other panes no room', () => {
    assert.deepEqual(show({ name: 'browse' }), { dialog: 'browse' });
    assert.deepEqual(show({ name: 'settings' }, { isNarrow: true }), { dialog: 'settings' });
    assert.deepEqual(show({ name: 'inbox' }), { room: undefined });
    assert.deepEqual(show({ name: 'people', list: 'guests' }), { room: undefined });
  });
});
