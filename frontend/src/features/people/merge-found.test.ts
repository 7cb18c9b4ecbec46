import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mergeFound } from './merge-found.ts';

it('those known come first, with what the directory knows of them', () => {
  const known = { sub: 'ada', name: 'Ada', guest: false, online: true };
  const found = [
    { ...known, online: false, title: 'Mathematician' },
    { sub: 'adam', name: 'Adam', guest: true, online: false },
    { sub: 'me', name: 'Adalbert', guest: false, online: true },
  ];
  assert.deepEqual(mergeFound([known], found, new Set(['me'])), [{ ...known, title: 'Mathematician' }, found[1]]);
});
