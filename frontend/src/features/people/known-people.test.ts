import assert from 'node:assert/strict';
import { it } from 'node:test';
import { knownPeople } from './known-people.ts';

it('knows those online first, each once, without who is left out', () => {
  const names = new Map([
    ['ada', 'Ada'],
    ['ben', 'ben'],
    ['cleo', 'Cleo'],
    ['me', 'Me'],
  ]);
  const people = [{ sub: 'ben', name: 'Ben', guest: true }, { name: 'Polled' }, { sub: 'zoe', name: 'Zoé' }];
  const known = knownPeople({ live: true, count: 3, people }, names, new Set(['me']));
  assert.deepEqual(
    known.map(({ sub, name, online, guest }) => [sub, name, online, guest]),
    [
      ['ben', 'Ben', true, true],
      ['zoe', 'Zoé', true, false],
      ['ada', 'Ada', false, false],
      ['cleo', 'Cleo', false, false],
    ],
  );
});
