import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { RowBatches } from './row-batches.ts';

test('a long list is rendered in several tasks, the parts of it in order', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const [favourites, rooms] = [Array.from({ length: 30 }, () => 'favourite'), Array.from({ length: 60 }, () => 'room')];
  const rendered: number[][] = [];
  const host = {
    addController: () => undefined,
    removeController: () => undefined,
    updateComplete: Promise.resolve(true),
    requestUpdate: () => update(),
  };
  const batches = new RowBatches(host);
  const update = () => {
    batches.hostUpdate();
    rendered.push([favourites, rooms].map((rows) => batches.take(rows).length));
    batches.hostUpdated();
  };

  update();
  // An update in between renders no more, and no less.
  update();
  mock.timers.runAll();
  mock.timers.runAll();
  mock.timers.runAll();
  assert.deepEqual(rendered, [
    [30, 10],
    [30, 10],
    [30, 50],
    [30, 60],
  ]);
});
