import assert from 'node:assert/strict';
import { it } from 'node:test';
import { figure } from './figure.ts';
import { figuresOf, withCell, type Results } from './results.ts';

const machine = { date: '2026-01-01', node: 'v20.20.2', cores: 2, cpu: 'some', seconds: 9 };
const figures = (...names: string[]) => names.map((name) => figure({ figure: name, value: 1, unit: 's' }));
const namesOf = (results: Results) => results.figures.map(({ figure }) => figure);

it('keeps the figures of the cells that were not measured', () => {
  const none: Results = { figures: [], cells: [] };
  const two = withCell(withCell(none, 'sends', figures('a', 'b'), machine), 'start', figures('c'), machine);
  assert.deepEqual(namesOf(two), ['a', 'b', 'c']);

  const again = withCell(two, 'sends', figures('d'), { ...machine, date: '2026-02-02' });
  assert.deepEqual(namesOf(again), ['d', 'c']);
  assert.deepEqual(
    again.cells.map(({ name, date, figures }) => [name, date, figures]),
    [
      ['sends', '2026-02-02', 1],
      ['start', '2026-01-01', 1],
    ],
  );
  assert.deepEqual(figuresOf(again, 'start'), figures('c'));
  assert.deepEqual(figuresOf(again, 'memory'), []);
});
