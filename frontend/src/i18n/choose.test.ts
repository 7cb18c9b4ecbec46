import assert from 'node:assert/strict';
import { it } from 'node:test';
import { chooseLocale, variantOf } from './choose.ts';

const OFFERED = ['en', 'fr'];

it("takes the first of the reader's languages that there is", () => {
  assert.equal(chooseLocale(OFFERED, ['fr-CA', 'en']), 'fr');
  assert.equal(chooseLocale(OFFERED, ['de', 'FR']), 'fr');
  assert.equal(chooseLocale(OFFERED, ['de-AT']), 'en');
  assert.equal(chooseLocale(OFFERED, []), 'en');
});

it("formats dates as the reader's own country does", () => {
  assert.equal(variantOf('en', ['fr', 'en-GB', 'en']), 'en-GB');
  assert.equal(variantOf('fr', ['en-GB']), 'fr');
});
