import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { message } from '../../stores/testing/samples.ts';
import { ReadingPosition } from './reading-position.ts';

const MESSAGES = [1, 2, 3, 4].map((seq) => message(seq));

/** A list 100 px high that shows rows 40 px high, scrolled by some pixels. */
function setUp() {
  const state = { atEnd: false, reading: true, scrolled: 0 };
  const rows = MESSAGES.map(({ id }, index) => ({
    dataset: { key: id },
    getBoundingClientRect: () => ({ bottom: (index + 1) * 40 - state.scrolled }),
  }));
  const scroller = { querySelectorAll: () => rows, getBoundingClientRect: () => ({ bottom: 100 }) };
  const seen: number[] = [];
  const position = new ReadingPosition({
    scroller: () => scroller as unknown as HTMLElement,
    messages: () => MESSAGES,
    atEnd: () => state.atEnd,
    isReading: () => state.reading,
    seen: (seq) => seen.push(seq),
  });
  return { state, seen, position };
}

describe('The reading position', () => {
  it('is the newest message at the end, at once', () => {
    const { state, seen, position } = setUp();
    state.atEnd = true;
    position.look();
    assert.deepEqual(seen, [4]);
  });

  it('is the lowest row whose end is in view, once the list stands still', (t) => {
    t.mock.timers.enable();
    const { state, seen, position } = setUp();
    position.look();
    t.mock.timers.tick(150);
    state.scrolled = 25;
    position.look();
    t.mock.timers.tick(150);
    assert.deepEqual(seen, []);
    t.mock.timers.tick(100);
    assert.deepEqual(seen, [3]);
  });

  it('stays while nobody looks', () => {
    mock.timers.enable();
    const { state, seen, position } = setUp();
    position.look();
    state.reading = false;
    mock.timers.tick(1_000);
    state.atEnd = true;
    position.look();
    mock.timers.reset();
    assert.deepEqual(seen, []);
  });
});
