import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { match, search } from './match.ts';

describe('a name that somebody looks for', () => {
  it('matches without case, accents and width', () => {
    assert.deepEqual(match('Zoé Blanc', 'zoe'), { rank: 0, start: 0, end: 3 });
    assert.deepEqual(match('Ａda', 'ada'), { rank: 0, start: 0, end: 3 });
    assert.deepEqual(match('Zoe\u0301 B', 'zoé'), { rank: 0, start: 0, end: 4 });
    assert.equal(match('Ada', 'ben'), undefined);
  });

  it('matches best at its start, then where a word starts, then anywhere', () => {
    assert.equal(match('Ada Byron', 'by')?.rank, 1);
    assert.equal(match('Ada Byron', 'da')?.rank, 2);
    assert.deepEqual(match('abba ba', 'ba'), { rank: 1, start: 5, end: 7 });
    const names = ['Barbara', 'Ada Arn', 'Arno', 'Ben'];
    assert.deepEqual(
      search(names, 'ar', (name) => name, 10).map(({ item }) => item),
      ['Arno', 'Ada Arn', 'Barbara'],
    );
  });

  it('matches an empty query, and keeps the order then', () => {
    assert.deepEqual(match('Ada', '  '), { rank: 0, start: 0, end: 0 });
    assert.deepEqual(
      search(['b', 'a', 'c'], '', (name) => name, 2).map(({ item }) => item),
      ['b', 'a'],
    );
  });

  it('marks whole characters, also those of two code units', () => {
    assert.deepEqual(match('🙂 tea', 'tea'), { rank: 1, start: 3, end: 6 });
  });
});
