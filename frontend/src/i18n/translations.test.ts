import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { targetLocales } from './codes.ts';

for (const locale of targetLocales) {
  it(`has every text in ${locale}`, async () => {
    const xliff = await readFile(new URL(`../../xliff/${locale}.xlf`, import.meta.url), 'utf8');
    const units = xliff.split('<trans-unit').slice(1);
    assert.ok(units.length > 0);
    for (const unit of units) {
      const [source, target] = [text(unit, 'source'), text(unit, 'target')];
      assert.ok(target !== '', `"${source}" is not translated: give it a <target> in frontend/xliff/${locale}.xlf`);
      assert.deepEqual(
        placeholders(target),
        placeholders(source),
        `"${target}" has other placeholders than its source`,
      );
    }
  });
}

function text(unit: string, tag: string): string {
  return new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(unit)?.[1]?.trim() ?? '';
}

function placeholders(content: string): string[] {
  return [...content.matchAll(/<x id="(\d+)"/g)].map(([, id]) => id ?? '').sort();
}
