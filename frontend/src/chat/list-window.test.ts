import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ListWindow, MOST, STEP } from './list-window.ts';

const upTo = (count: number, from = 1) =>
  Array.from({ length: count - from + 1 }, (_, index) => ({ seq: from + index }));
const ends = (slice: readonly { seq: number }[]) => [slice[0]?.seq, slice.at(-1)?.seq];

describe('ListWindow', () => {
  it('holds all of few messages, and those to come', () => {
    const view = new ListWindow();
    assert.deepEqual(ends(view.slice(upTo(10), true)), [1, 10]);
    assert.deepEqual(ends(view.slice(upTo(12), true)), [1, 12]);
    assert.deepEqual(view.slice([], true), []);
  });

  it('begins with the newest', () => {
    const view = new ListWindow();
    view.toEnd(upTo(1000));
    assert.deepEqual(ends(view.slice(upTo(1000), true)), [1001 - STEP, 1000]);
  });

  it('follows the newest without growing', () => {
    const view = new ListWindow();
    for (let count = 1; count <= 1000; count += 1) {
      const slice = view.slice(upTo(count), true);
      assert.ok(slice.length <= MOST);
      assert.equal(slice.at(-1)?.seq, count);
    }
  });

  it('goes up to the oldest and down again, never larger than it may be', () => {
    const messages = upTo(1000);
    const view = new ListWindow();
    view.toEnd(messages);
    while (view.extendUp(messages)) assert.ok(view.slice(messages, false).length <= MOST);
    assert.deepEqual(ends(view.slice(messages, false)), [1, MOST]);
    assert.ok(!view.open);
    while (view.extendDown(messages)) assert.ok(view.slice(messages, false).length <= MOST);
    assert.deepEqual(ends(view.slice(messages, false)), [1001 - MOST, 1000]);
    assert.ok(view.open);
  });

  it('does not move under a reader who has scrolled up', () => {
    const view = new ListWindow();
    view.toEnd(upTo(100));
    view.extendUp(upTo(100));
    assert.deepEqual(ends(view.slice(upTo(150), false)), [1, 150]);
    assert.deepEqual(ends(view.slice(upTo(900), false)), [1, MOST]);
  });

  it('does not show older messages before they are wanted', () => {
    const view = new ListWindow();
    const newest = upTo(60, 11);
    view.toEnd(newest);
    const before = ends(view.slice(newest, true));
    assert.deepEqual(ends(view.slice(upTo(60), true)), before);
    assert.ok(view.extendUp(upTo(60)));
    assert.deepEqual(ends(view.slice(upTo(60), true)), [1, 60]);
  });

  it('stays open to new messages in a room that was cleared, however many were deleted', () => {
    const deleted = upTo(1000).map((each) => ({ ...each, deletedAt: '2026-11-23T09:00:00.000Z' }));
    const view = new ListWindow();
    view.toEnd(deleted);
    while (view.extendUp(deleted)) view.slice(deleted, true);
    assert.deepEqual(ends(view.slice([...deleted, ...upTo(1001, 1001)], true)), [1, 1001]);
    assert.ok(view.open);
  });

  it('reaches the messages beyond a stretch of deleted ones', () => {
    const messages = upTo(600).map((each) =>
      each.seq > 100 ? { ...each, deletedAt: '2026-11-23T09:00:00.000Z' } : each,
    );
    const view = new ListWindow();
    view.toEnd(messages);
    assert.deepEqual(ends(view.slice(messages, true)), [101 - STEP, 600]);
    assert.ok(view.extendUp(messages));
    assert.deepEqual(ends(view.slice(messages, true)), [1, 600]);
    assert.ok(!view.extendUp(messages));
  });
});
