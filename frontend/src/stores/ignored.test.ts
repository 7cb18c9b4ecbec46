import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ignoredIn, ignoring, MAX_IGNORED } from './ignored.ts';

it('people are ignored and no longer ignored, each once, up to a bound', () => {
  assert.deepEqual(ignoring({}, 'ada', true), { ignored: ['ada'] });
  assert.deepEqual(ignoring({ ignored: ['ada', 'ben'] }, 'ada', true), { ignored: ['ben', 'ada'] });
  assert.deepEqual(ignoring({ ignored: ['ada', 'ben'] }, 'ada', false), { ignored: ['ben'] });
  const all = Array.from({ length: MAX_IGNORED }, (_, index) => `person-${index}`);
  assert.equal(ignoring({ ignored: all }, 'ada', true), undefined);
  assert.equal(ignoring({ ignored: all }, 'person-1', true)?.ignored?.length, MAX_IGNORED);
});

it('the set of those who are ignored is derived once', () => {
  const preferences = { ignored: ['ada'] };
  assert.equal(ignoredIn(preferences), ignoredIn({ ...preferences }));
  assert.deepEqual([...ignoredIn(preferences), ...ignoredIn({})], ['ada']);
});
