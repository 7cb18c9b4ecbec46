import assert from 'node:assert/strict';
import { it } from 'node:test';
import { chooseLocale, validTags, variantOf } from './choose.ts';

const OFFERED = ['en', 'fr'];

it("chooses the first of the user's languages that is available", () => {
  assert.equal(chooseLocale(OFFERED, ['fr-CA', 'en']), 'fr');
  assert.equal(chooseLocale(OFFERED, ['de', 'FR']), 'fr');
  assert.equal(chooseLocale(OFFERED, ['de-AT']), 'en');
  assert.equal(chooseLocale(OFFERED, []), 'en');
});

it("formats dates for the user's region", () => {
  assert.equal(variantOf('en', ['fr', 'en-GB', 'en']), 'en-GB');
  assert.equal(variantOf('fr', ['en-GB']), 'fr');
});

it('ignores tags that Intl would throw at', () => {
  const wanted = ['en-US@posix', 'fr_FR.UTF-8', 'C', '', 'x', '_', 'de-AT', 'en-GB-u-hc-h12'];
  assert.deepEqual(validTags(wanted), ['en-US', 'fr-FR', 'de-AT', 'en-GB-u-hc-h12']);
  assert.deepEqual(validTags(undefined), []);
});
