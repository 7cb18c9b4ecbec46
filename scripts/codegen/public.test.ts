import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPublic } from './public.ts';
import type { Operation, Spec } from './specs.ts';

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function operation(tag: string, answer: string, internal = false): Operation {
  return {
    operationId: answer,
    tags: [tag],
    responses: { 200: { content: { 'application/json': { schema: schema(answer) } } } },
    ...(internal && { 'x-internal': true }),
  };
}

const health = operation('closed', 'Health', true);
health.responses['503'] = { $ref: '#/components/responses/Sick' };

const spec: Spec = {
  info: { title: 'test-service', version: '1' },
  servers: [{ url: '/' }],
  tags: [{ name: 'open' }, { name: 'closed' }],
  paths: {
    '/things': { get: operation('open', 'List'), delete: operation('closed', 'Report', true) },
    '/health': { get: health },
  },
  components: {
    schemas: {
      List: { items: schema('Thing') },
      Thing: { properties: { parent: schema('Thing'), text: schema('Text') } },
      Text: {},
      Health: { properties: { text: schema('Text'), grade: schema('Grade'), kept: schema('Kept') } },
      Grade: {},
      Report: {},
      Streamed: { properties: { kept: schema('Kept') } },
      Kept: {},
    },
    responses: { Sick: { content: schema('Health') } },
  },
};

test('the public contract has no internal operation and nothing that only those use', () => {
  const published = toPublic(spec);
  assert.deepEqual(published.servers, [{ url: '/api' }]);
  assert.deepEqual(published.tags, [{ name: 'open' }]);
  assert.deepEqual(published.paths, { '/things': { get: operation('open', 'List') } });
  assert.deepEqual(Object.keys(published.components), ['schemas']);
  assert.deepEqual(Object.keys(published.components['schemas'] ?? {}), ['List', 'Thing', 'Text', 'Streamed', 'Kept']);
});
