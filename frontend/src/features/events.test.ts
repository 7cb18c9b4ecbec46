import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Templates name events in strings, which the compiler does not check. */
test('every event that elements dispatch is listened to, and the reverse', () => {
  const source = sources();
  const dispatched = namesIn(source, /\bemit\(\w+, '([\w-]+)'/g);
  const listened = namesIn(source, /[ \n]@(\w+(?:-\w+)+)=/g);
  assert.ok(dispatched.length > 0);
  assert.deepEqual(listened, dispatched);
});

function sources(): string {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
    .join('\n');
}

const namesIn = (source: string, pattern: RegExp) =>
  [...new Set([...source.matchAll(pattern)].map(([, name]) => name))].sort();
