import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { metric } from '../metric.ts';
import { plotsOf } from './plots.ts';
import { scaleFor } from './scale.ts';
import { svgOf } from './svg.ts';

const sends = { metric: 'sends & more', value: 60, unit: '1/s' };
const metrics = [
  metric({ ...sends, against: { name: 'old <Flask>', value: 2 } }),
  metric({ ...sends, against: { name: 'plain', value: 100 } }),
  metric({ ...sends, against: { name: 'missing', value: null } }),
  metric({ metric: 'p99', value: 3, unit: 'ms' }),
];

describe('plotsOf', () => {
  it('puts beside each other what was measured side by side', () => {
    assert.deepEqual(plotsOf(metrics), [
      {
        unit: '1/s',
        groups: [
          {
            title: 'sends & more',
            bars: [
              { label: 'Chat Microservices', value: 60, own: true },
              { label: 'old <Flask>', value: 2, own: false },
              { label: 'plain', value: 100, own: false },
            ],
          },
        ],
      },
    ]);
  });
});

describe('scaleFor', () => {
  it('is linear for values of one size', () => {
    const { isLogarithmic, at } = scaleFor([10, 5, 1]);
    assert.equal(isLogarithmic, false);
    assert.deepEqual([at(10), at(5)], [1, 0.5]);
  });

  it('is logarithmic for others, and shows the smallest too', () => {
    const { isLogarithmic, at } = scaleFor([1, 1000]);
    assert.equal(isLogarithmic, true);
    assert.ok(Math.abs(at(1) - 0.25) < 1e-9);
    assert.ok(Math.abs(at(1000) - 1) < 1e-9);
  });
});

describe('svgOf', () => {
  it('draws a bar for each value, and escapes what is text', () => {
    const svg = plotsOf(metrics).map(svgOf).join('');
    assert.equal(svg.match(/<rect class="(own|other)"/g)?.length, 3);
    assert.match(svg, /old &lt;Flask&gt;/);
    assert.match(svg, /sends &amp; more/);
    assert.match(svg, /logarithmic scale/);
  });
});
