import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../api/result.ts';
import type { Marker } from '../api/types.ts';
import { ReadMarks } from './read-marks.ts';

function setUp() {
  const answers: (() => void)[] = [];
  const timers: (() => void)[] = [];
  const marked: number[] = [];
  const marks = new ReadMarks({
    send: (room, seq) =>
      new Promise<Result<Marker>>((resolve) => {
        answers.push(() => resolve({ ok: true, data: { room, seq }, status: 200 }));
      }),
    onMarked: ({ seq }) => marked.push(seq),
    later: (run) => {
      timers.push(run);
      return () => timers.splice(timers.indexOf(run), 1);
    },
  });
  const answer = async (index: number) => {
    answers[index]?.();
    await new Promise(setImmediate);
  };
  return { marks, marked, answer, runTimer: () => timers.shift()?.() };
}

describe('ReadMarks', () => {
  it('takes no answer to a position that a later one has overtaken', async () => {
    const { marks, marked, answer, runTimer } = setUp();
    marks.move('tea', 5);
    marks.move('tea', 7);
    runTimer();
    await answer(1);
    await answer(0);
    assert.deepEqual(marked, [7]);
    assert.equal(marks.unsettled('tea'), undefined);
  });

  it('takes no answer after the room was marked as unread', async () => {
    const { marks, marked, answer } = setUp();
    marks.move('tea', 5);
    marks.hold('tea');
    marks.release('tea');
    await answer(0);
    assert.deepEqual(marked, []);
  });
});
