import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { metric } from './metric.ts';

describe('metric', () => {
  it('stands alone', () => {
    assert.deepEqual(metric({ metric: 'start', value: 3, unit: 's' }), {
      metric: 'start',
      value: 3,
      unit: 's',
      against: null,
      againstValue: null,
      ratio: null,
      target: null,
      reached: null,
    });
  });

  it('is a ratio to what stands beside it', () => {
    const sends = { metric: 'sends', value: 60, unit: '1/s', against: { name: 'old', value: 2 } };
    const reached = (bound: number) => metric({ ...sends, target: { of: 'ratio', is: '≥', bound } });
    assert.equal(metric(sends).ratio, 30);
    assert.equal(metric(sends).reached, null);
    assert.equal(reached(30).reached, true);
    assert.equal(reached(31).reached, false);
    assert.equal(reached(31).target, 'ratio ≥ 31');
  });

  it('says what could not be measured beside it', () => {
    const old = { name: 'old (not measured: Flask is missing)', value: null };
    const sends = metric({
      metric: 'sends',
      value: 60,
      unit: '1/s',
      against: old,
      target: { of: 'ratio', is: '≥', bound: 30 },
    });
    assert.deepEqual([sends.against, sends.againstValue, sends.ratio], [old.name, null, null]);
    assert.deepEqual([sends.target, sends.reached], ['ratio ≥ 30', null]);
  });

  it('reaches what its value alone must reach', () => {
    const latency = (value: number) =>
      metric({ metric: 'p99', value, unit: 'ms', target: { of: 'value', is: '<', bound: 20 } });
    assert.equal(latency(19.9).reached, true);
    assert.equal(latency(20).reached, false);
    assert.equal(latency(20).target, 'value < 20');
  });
});
