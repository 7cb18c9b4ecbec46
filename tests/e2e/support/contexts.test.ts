import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { SAME_IN_BOTH } from './contexts.ts';

/** What a story does with something that depends on the context, or with the context itself. */
const DEPENDENT =
  /openTab|newPage|clipboard|press\('Copy|act\(.*'Copy|isSecure|[nN]otification|[sS]erviceWorker|\blocks\b/;

describe('SAME_IN_BOTH', () => {
  for (const story of SAME_IN_BOTH) {
    it(`${story} does nothing that depends on a secure context`, async () => {
      const source = await readFile(new URL(`../${story}`, import.meta.url), 'utf8');
      assert.doesNotMatch(source, DEPENDENT, 'take the story off the list, so that it runs in both contexts');
    });
  }
});
