import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { peopleBySub, presenceOf, statusOf } from './presence-of.ts';

const NOW = Date.parse('2026-11-28T12:00:00.000Z');
const BEFORE = '2026-11-28T11:59:00.000Z';
const LATER = '2026-11-28T12:01:00.000Z';

describe('presenceOf', () => {
  for (const [person, state] of [
    [undefined, undefined],
    [{ name: 'Ada' }, 'online'],
    [{ name: 'Ada', away: true }, 'away'],
    [{ name: 'Ada', doNotDisturbUntil: LATER }, 'dnd'],
    [{ name: 'Ada', away: true, doNotDisturbUntil: LATER }, 'dnd'],
    [{ name: 'Ada', away: true, doNotDisturbUntil: BEFORE }, 'away'],
  ] as const)
    it(`of ${JSON.stringify(person)} is ${state}`, () => assert.equal(presenceOf(person, NOW), state));
});

describe('statusOf', () => {
  it('is what has not ended', () => {
    const text = 'On holiday';
    assert.deepEqual(statusOf({ status: { text } }, NOW), { text });
    assert.deepEqual(statusOf({ status: { text, until: LATER } }, NOW), { text, until: LATER });
    assert.equal(statusOf({ status: { text, until: BEFORE } }, NOW), undefined);
    assert.equal(statusOf(undefined, NOW), undefined);
  });
});

describe('peopleBySub', () => {
  it('is derived once', () => {
    const ada = { sub: 'a', name: 'Ada' };
    const presence = { live: true, count: 1, people: [ada] };
    assert.equal(peopleBySub(presence).get('a'), ada);
    assert.equal(peopleBySub({ ...presence }), peopleBySub(presence));
  });
});
