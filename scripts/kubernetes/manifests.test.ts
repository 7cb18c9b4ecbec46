import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parse } from 'yaml';
import { asList, parseManifests } from './manifests.ts';

/** Strings that YAML 1.1, which kubectl reads, and YAML 1.2 interpret differently. */
const AMBIGUOUS = [
  'on',
  'off',
  'yes',
  'No',
  'y',
  'n',
  '012',
  '0o14',
  '0x1f',
  '1_000',
  '1:30',
  '2001-01-01',
  '1e3',
  '~',
  '',
];
const data = Object.fromEntries(AMBIGUOUS.map((text, index) => [`KEY_${index}`, text]));
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data };

it('manifests survive a YAML 1.1 parser, which kubectl uses', () => {
  const sent = parse(asList([configMap]), { version: '1.1' }) as { kind: string; items: unknown[] };
  assert.equal(sent.kind, 'List');
  assert.deepEqual(sent.items, [configMap]);
});

it("kubectl's output is parsed as YAML 1.1", () => {
  const [read] = parseManifests('kind: ConfigMap\nmetadata: {name: a}\ndata:\n  A: "on"\n  B: 0o14\n  C: "012"\n');
  assert.deepEqual((read as unknown as typeof configMap).data, { A: 'on', B: '0o14', C: '012' });
});
