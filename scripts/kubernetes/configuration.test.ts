import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withConfigurationHash } from './configuration.ts';
import type { Manifest } from './manifests.ts';

const workload = (kind: string, name: string) => {
  const envFrom = [{ configMapRef: { name: 'settings' } }, { secretRef: { name } }];
  return { kind, metadata: { name }, spec: { template: { metadata: {}, spec: { containers: [{ envFrom }] } } } };
};
const manifests = (settings: Record<string, string>): Manifest[] => [
  { kind: 'ConfigMap', metadata: { name: 'settings' }, data: settings } as Manifest,
  workload('Deployment', 'one'),
  workload('Deployment', 'two'),
  workload('Job', 'one'),
];
const hashes = (settings: Record<string, string>, secrets: Record<string, Record<string, string>>) =>
  withConfigurationHash(manifests(settings), secrets)
    .slice(1)
    .map(({ spec }) => spec?.template?.metadata?.annotations?.['chat/configuration']);

describe("a Deployment's pods", () => {
  const secrets = { one: { A: 'a', B: 'b' }, two: { A: 'a' } };
  const [one, two, job] = hashes({ S: '1' }, secrets);

  it('are kept while their configuration is unchanged', () => {
    assert.match(one ?? '', /^[0-9a-f]{16}$/);
    assert.equal(job, undefined);
    assert.deepEqual(hashes({ S: '1' }, { two: { A: 'a' }, one: { B: 'b', A: 'a' } }), [one, two, job]);
  });

  it('are replaced only if their own Secret or ConfigMap changes', () => {
    const [changed, same] = hashes({ S: '1' }, { ...secrets, one: { A: 'a', B: 'c' } });
    assert.notEqual(changed, one);
    assert.equal(same, two);
    const both = hashes({ S: '2' }, secrets);
    assert.ok(both[0] !== one && both[1] !== two);
  });
});
