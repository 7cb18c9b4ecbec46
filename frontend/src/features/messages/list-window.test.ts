import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ListWindow, MOST, STEP } from './list-window.ts';

interface Positioned {
  seq: number;
  deletedAt?: string;
}

const upTo = (count: number, from = 1): Positioned[] =>
  Array.from({ length: count - from + 1 }, (_, index) => ({ seq: from + index }));
const deleted = (messages: Positioned[]) => messages.map(({ seq }) => ({ seq, deletedAt: 'then' }));
const ends = (slice: readonly Positioned[]) => [slice[0]?.seq, slice.at(-1)?.seq];

function windowOn(messages: readonly Positioned[]): ListWindow<Positioned> {
  const view = new ListWindow<Positioned>();
  view.messages = messages;
  view.toEnd();
  return view;
}

describe('ListWindow', () => {
  it('contains all of a few messages, and future ones', () => {
    const view = windowOn([]);
    assert.deepEqual(view.slice(true), []);
    view.messages = upTo(10);
    assert.deepEqual(ends(view.slice(true)), [1, 10]);
    view.messages = upTo(12);
    assert.deepEqual(ends(view.slice(true)), [1, 12]);
  });

  it('starts with the newest', () => {
    const view = windowOn(upTo(1000));
    assert.deepEqual(ends(view.slice(true)), [1001 - STEP, 1000]);
    assert.ok(view.isBelowTop);
  });

  it('follows the newest messages without growing', () => {
    const view = windowOn([]);
    for (let count = 1; count <= 1000; count += 1) {
      view.messages = upTo(count);
      const slice = view.slice(true);
      assert.ok(slice.length <= MOST);
      assert.equal(slice.at(-1)?.seq, count);
    }
  });

  it('moves to the oldest and back, never larger than the limit', () => {
    const view = windowOn(upTo(1000));
    while (view.extendUp()) assert.ok(view.slice(false).length <= MOST);
    assert.deepEqual(ends(view.slice(false)), [1, MOST]);
    assert.ok(!view.open && !view.isBelowTop);
    while (view.extendDown()) assert.ok(view.slice(false).length <= MOST);
    assert.deepEqual(ends(view.slice(false)), [1001 - MOST, 1000]);
    assert.ok(view.open);
  });

  it('does not move under a reader who has scrolled up', () => {
    const view = windowOn(upTo(100));
    view.extendUp();
    view.messages = upTo(150);
    assert.deepEqual(ends(view.slice(false)), [1, 150]);
    view.messages = upTo(900);
    assert.deepEqual(ends(view.slice(false)), [1, MOST]);
  });

  it('does not show older messages before they are requested', () => {
    const view = windowOn(upTo(60, 11));
    const before = ends(view.slice(true));
    view.messages = upTo(60);
    assert.deepEqual(ends(view.slice(true)), before);
    assert.ok(view.extendUp());
    assert.deepEqual(ends(view.slice(true)), [1, 60]);
  });

  it('counts consecutive deleted messages as one, so that they do not displace the newest', () => {
    const view = windowOn([...upTo(3), ...deleted(upTo(900, 4)), ...upTo(905, 901)]);
    assert.ok(!view.extendUp());
    assert.equal(view.slice(true).length, 905);
    assert.ok(view.open);
  });

  it('moves to the messages around a position', () => {
    const view = windowOn(upTo(300));
    view.around(100);
    assert.deepEqual(ends(view.slice(false)), [75, 125]);
    assert.ok(!view.open && view.isBelowTop);
    view.around(290);
    assert.deepEqual(ends(view.slice(false)), [265, 300]);
    assert.ok(view.open);
  });
});
