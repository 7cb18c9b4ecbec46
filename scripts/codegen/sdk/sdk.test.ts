import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { perService } from '../../../services/services.ts';
import type { Components, Operation, Spec } from '../specs.ts';
import { matchesFingerprint, recordFingerprint } from './fingerprint.ts';
import { sdkSpec } from './spec.ts';

function answering(...mediaTypes: string[]): Operation {
  const content = Object.fromEntries(
    mediaTypes.map((type) => [type, { schema: { $ref: '#/components/schemas/Page' } }]),
  );
  return { operationId: 'read', tags: ['t'], responses: { 200: { content } } };
}

function contract(paths: Spec['paths'], schemas: Components[string]): Spec {
  return {
    info: { title: 't', version: '1' },
    servers: [{ url: '/api' }],
    tags: [{ name: 't' }],
    paths,
    components: { schemas },
  };
}

const specs = {
  ...perService(() => contract({}, {})),
  messages: contract(
    {
      '/events': { get: answering('text/event-stream', 'application/json') },
      '/live': { get: answering('text/event-stream') },
    },
    { Page: { type: 'object' }, Unused: {} },
  ),
  users: contract({ '/users': { get: answering('application/json') } }, { Page: { type: 'object' } }),
};

test('the clients have one contract of all services, without streams', () => {
  const joined = sdkSpec(specs);
  assert.deepEqual(joined.paths, {
    '/events': { get: answering('application/json') },
    '/users': { get: answering('application/json') },
  });
  assert.deepEqual(joined.components, { schemas: { Page: { type: 'object' } } });
});

test('two contracts may not have different components of one name', () => {
  const other = contract({}, { Page: { type: 'string' } });
  assert.throws(() => sdkSpec({ ...specs, auth: other }), /a different #\/components\/schemas\/Page/);
});

test('a fingerprint tells whether the contract or a file has changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chat-fingerprint-'));
  const spec = sdkSpec(specs);
  assert.equal(await matchesFingerprint(spec, folder), false);
  await writeFile(join(folder, 'client.ts'), '1');
  await recordFingerprint(spec, folder);
  assert.equal(await matchesFingerprint(spec, folder), true);
  assert.equal(await matchesFingerprint({ ...spec, paths: {} }, folder), false);
  await writeFile(join(folder, 'client.ts'), '2');
  assert.equal(await matchesFingerprint(spec, folder), false);
  await rm(folder, { recursive: true });
});
