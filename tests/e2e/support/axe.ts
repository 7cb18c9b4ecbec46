import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, type Page } from 'playwright/test';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Asserts that axe-core finds no accessibility violation on the page. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  // Evaluated from outside: the page's Content-Security-Policy stays as it is.
  await page.evaluate(source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ target }) => target) }));
  expect(found, `what axe-core finds on ${screen}`).toEqual([]);
}
