import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLocalTime, timeOf, toLocalTime, type End } from './ends.ts';

/** A Saturday, in the zone of whoever runs the tests. */
const NOW = new Date(2026, 10, 28, 15, 30).getTime();

describe('timeOf', () => {
  for (const [end, expected] of [
    ['never', undefined],
    ['off', undefined],
    ['kept', undefined],
    ['custom', undefined],
    ['half-hour', new Date(2026, 10, 28, 16, 0)],
    ['hour', new Date(2026, 10, 28, 16, 30)],
    ['two-hours', new Date(2026, 10, 28, 17, 30)],
    ['four-hours', new Date(2026, 10, 28, 19, 30)],
    ['today', new Date(2026, 10, 29)],
    ['tomorrow', new Date(2026, 10, 29, 8)],
    ['week', new Date(2026, 10, 30)],
  ] as [End, Date | undefined][])
    it(`of "${end}" is ${expected?.toString() ?? 'none'}`, () => assert.equal(timeOf(end, NOW), expected?.getTime()));

  it('ends a week that begins today on the next Monday', () => {
    const monday = new Date(2026, 10, 30, 9).getTime();
    assert.equal(timeOf('week', monday), new Date(2026, 11, 7).getTime());
  });
});

describe('a chosen time', () => {
  it('is what the field shows', () => {
    assert.equal(toLocalTime(NOW), '2026-11-28T15:30');
    assert.equal(parseLocalTime('2026-11-28T15:31', NOW), NOW + 60_000);
  });

  it('is ahead, and at most a year away', () => {
    for (const value of ['', 'soon', '2026-11-28T15:30', '2027-11-29T15:30'])
      assert.equal(parseLocalTime(value, NOW), undefined, value);
  });
});
