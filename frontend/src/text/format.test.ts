import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatAgo, formatDay, formatNumber, formatTime, initials, isSingular } from './format.ts';

const NOW = new Date(2026, 10, 23, 14, 5).getTime();
const at = (day: number, hour = 12, month = 10, year = 2026) => new Date(year, month, day, hour).getTime();
/** Intl inserts non-breaking spaces, which differ between versions. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('format', () => {
  it("formats times in the reader's locale", () => {
    assert.equal(plain(formatTime(NOW, 'en-US')), '2:05 PM');
    assert.equal(formatTime(NOW, 'en-GB'), '14:05');
    assert.equal(formatTime(NOW, 'fr'), '14:05');
  });

  it('names the days nearby, and formats the date of the others', () => {
    assert.equal(formatDay(at(23, 0), 'en-GB', NOW), 'Today');
    assert.equal(formatDay(at(22, 23), 'en-GB', NOW), 'Yesterday');
    assert.equal(formatDay(at(22, 23), 'fr', NOW), 'Hier');
    assert.equal(formatDay(at(16), 'en-GB', NOW), 'Monday 16 November');
    assert.equal(formatDay(at(16), 'fr', NOW), 'Lundi 16 novembre');
    assert.match(formatDay(at(16, 12, 10, 2025), 'en-GB', NOW), /2025$/);
  });

  it('formats relative times', () => {
    assert.equal(formatAgo(NOW - 5 * 60_000, 'en', NOW), '5 minutes ago');
    assert.equal(formatAgo(NOW - 26 * 3_600_000, 'en', NOW), 'yesterday');
    assert.equal(formatAgo(NOW - 20_000, 'en', NOW), 'this minute');
  });

  it('formats numbers, and chooses between singular and plural', () => {
    assert.equal(formatNumber(12_345, 'en'), '12,345');
    assert.deepEqual(
      [0, 1, 2].map((count) => isSingular(count, 'en')),
      [false, true, false],
    );
    assert.deepEqual(
      [0, 1, 2].map((count) => isSingular(count, 'fr')),
      [true, true, false],
    );
  });

  it('returns the first letters of two words, or of the only one', () => {
    assert.equal(initials('Ada Byron', 2), 'AB');
    assert.equal(initials('zoé  blanc de', 2), 'ZB');
    assert.equal(initials('deploy', 2), 'De');
    assert.equal(initials('Ada Byron', 1), 'A');
    assert.equal(initials('x', 2), 'X');
    assert.equal(initials('', 2), '?');
  });

  it('keeps letters whole, and takes one of a wide script', () => {
    assert.equal(initials('e\u0301mile', 2), 'Ém');
    assert.equal(initials('x\u0323ab', 1), 'X\u0323');
    assert.equal(initials('अमित', 1), 'अ');
    assert.equal(initials('陈美', 2), '陈');
    assert.equal(initials('\u1112\u1161\u11ab글', 2), '한');
    assert.equal(initials('𞤀𞤣', 1), '𞤀');
  });
});
