import assert from 'node:assert/strict';
import { it } from 'node:test';
import { metric } from './metric.ts';
import { metricsOf, withSuite, type Results } from './results.ts';

const machine = { date: '2026-01-01', node: 'v20.20.2', cores: 2, cpu: 'some', seconds: 9 };
const metrics = (...names: string[]) => names.map((name) => metric({ metric: name, value: 1, unit: 's' }));
const namesOf = (results: Results) => results.metrics.map(({ metric }) => metric);

it('keeps the metrics of the suites that were not measured', () => {
  const none: Results = { metrics: [], suites: [] };
  const two = withSuite(withSuite(none, 'sends', metrics('a', 'b'), machine), 'start', metrics('c'), machine);
  assert.deepEqual(namesOf(two), ['a', 'b', 'c']);

  const again = withSuite(two, 'sends', metrics('d'), { ...machine, date: '2026-02-02' });
  assert.deepEqual(namesOf(again), ['d', 'c']);
  assert.deepEqual(
    again.suites.map(({ name, date, metrics }) => [name, date, metrics]),
    [
      ['sends', '2026-02-02', 1],
      ['start', '2026-01-01', 1],
    ],
  );
  assert.deepEqual(metricsOf(again, 'start'), metrics('c'));
  assert.deepEqual(metricsOf(again, 'memory'), []);
});
