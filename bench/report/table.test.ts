import assert from 'node:assert/strict';
import { it } from 'node:test';
import { metric } from '../metric.ts';
import { rounded } from './in-words.ts';
import { table } from './table.ts';

it('writes metrics as a table, and names once what is measured against several things', () => {
  const sends = { metric: 'sends', value: 12_345.6, unit: '1/s' };
  const metrics = [
    metric({ ...sends, against: { name: 'old', value: 411.5 }, target: { of: 'ratio', is: '≥', bound: 30 } }),
    metric({ ...sends, against: { name: 'plain', value: null }, target: { of: 'ratio', is: '≥', bound: 0.3 } }),
    metric({ metric: 'p99 a|b', value: 21.04, unit: 'ms', target: { of: 'value', is: '<', bound: 20 } }),
  ];
  assert.deepEqual(table(metrics).split('\n').slice(2), [
    '| sends | 12,346 /s | old | 412 /s | 30.0 × | ratio ≥ 30 | reached |',
    '|  |  | plain |  |  | ratio ≥ 0.3 | not measured |',
    '| p99 a\\|b | 21.0 ms |  |  |  | value < 20 | **not reached** |',
  ]);
});

it('keeps three digits that count', () => {
  assert.deepEqual([0, 0.01234, 1.234, 12.34, 123.4, 1234.5].map(rounded), [
    '0',
    '0.012',
    '1.23',
    '12.3',
    '123',
    '1,235',
  ]);
});
