import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { breakingChanges } from './compare.ts';
import type { Security } from '../specs.ts';

const json = (name: string) => ({
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});

/** A fresh contract each time, since a test changes its own. */
const contract = () => ({
  info: { title: 'test-service' },
  servers: [{ url: '/api' }],
  security: [{ bearerAuth: [] }] as Security,
  tags: [{ name: 'things' }],
  paths: {
    '/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } as object }],
      get: {
        operationId: 'read',
        tags: ['things'],
        parameters: [
          { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 50 } as object },
        ],
        responses: {
          200: { content: { ...json('Thing').content, 'text/event-stream': { schema: { type: 'string' } } } },
          404: { $ref: '#/components/responses/Problem' },
        },
      },
      put: { operationId: 'write', tags: ['things'], requestBody: json('Change'), responses: { 200: json('Thing') } },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        additionalProperties: false,
        required: ['id'],
        properties: {
          id: { type: 'string' } as object,
          note: { type: 'string' },
          parent: { $ref: '#/components/schemas/Part' },
        },
      },
      Part: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: { name: { type: 'string' } },
      },
      Change: {
        type: 'object',
        additionalProperties: false,
        required: ['note'],
        properties: { note: { type: 'string', maxLength: 100 }, extra: { type: 'string' } },
      },
      Problem: { type: 'object', additionalProperties: false, properties: { title: { type: 'string' } } },
    },
    responses: {
      Problem: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  },
});
type Contract = ReturnType<typeof contract>;

/** How a test changes the contract. Untyped, since a test may remove required parts. */
type Change = (contract: Contract) => void;
const remove = (from: object, key: string) => void Reflect.deleteProperty(from, key);

const breaking: Record<string, Change> = {
  'a path is gone': ({ paths }) => remove(paths, '/things/{id}'),
  'an operation is gone': ({ paths }) => remove(paths['/things/{id}'], 'put'),
  'a status is gone': ({ paths }) => remove(paths['/things/{id}'].get.responses, '404'),
  'an answer has another type': ({ components }) => (components.schemas.Thing.properties.id = { type: 'integer' }),
  'a required field of an answer is gone': ({ components: { schemas } }) => {
    remove(schemas.Thing.properties, 'id');
    remove(schemas.Thing, 'required');
  },
  'an optional field of an answer is gone': ({ components }) => remove(components.schemas.Thing.properties, 'note'),
  'a field deep in an answer is gone': ({ components }) => remove(components.schemas.Part.properties, 'name'),
  'a field of a problem is gone': ({ components }) => remove(components.schemas.Problem.properties, 'title'),
  'a field of a request becomes required': ({ components }) => components.schemas.Change.required.push('extra'),
  'a field of a request is gone': ({ components }) => remove(components.schemas.Change.properties, 'extra'),
  'a request may be less long': ({ components }) => (components.schemas.Change.properties.note.maxLength = 50),
  'a parameter is gone': ({ paths }) => (paths['/things/{id}'].get.parameters = []),
  'a parameter is new and required': ({ paths }) =>
    paths['/things/{id}'].get.parameters.push({
      name: 'sort',
      in: 'query',
      required: true,
      schema: { type: 'string' },
    }),
  'a parameter allows less': ({ paths }) =>
    paths['/things/{id}'].get.parameters.forEach((parameter) => (parameter.schema = { type: 'integer', maximum: 5 })),
  'a media type is gone': ({ paths }) => remove(paths['/things/{id}'].get.responses[200].content, 'text/event-stream'),
  'a way to authenticate is gone': (changed) => (changed.security = [{ cookieAuth: [] }]),
};

const harmless: Record<string, Change> = {
  'a description is new': ({ paths }) => Object.assign(paths['/things/{id}'].get, { description: 'Reads it.' }),
  'an operation is new': ({ paths }) =>
    Object.assign(paths['/things/{id}'], { delete: { ...paths['/things/{id}'].put } }),
  'a field of an answer is new': ({ components }) => Object.assign(components.schemas.Thing.properties, { more: {} }),
  'a field deep in an answer is new': ({ components }) =>
    Object.assign(components.schemas.Part.properties, { more: {} }),
  'a field of an answer is there always': ({ components }) => components.schemas.Thing.required.push('note'),
  'an optional field of a request is new': ({ components }) =>
    Object.assign(components.schemas.Change.properties, { more: { type: 'string' } }),
  'a field of a request is no longer required': ({ components }) => remove(components.schemas.Change, 'required'),
  'an optional parameter is new': ({ paths }) =>
    paths['/things/{id}'].get.parameters.push({
      name: 'sort',
      in: 'query',
      required: false,
      schema: { type: 'string' },
    }),
  'a parameter allows more': ({ paths }) =>
    paths['/things/{id}'].get.parameters.forEach((parameter) => (parameter.schema = { type: 'integer', maximum: 99 })),
  'a way to authenticate is new': ({ security }) => security.push({ bearerAuth: [], cookieAuth: [] }),
};

async function linesAfter(change: Change): Promise<string[]> {
  const changed = contract();
  change(changed);
  return await breakingChanges(contract(), changed);
}

describe('what breaks clients', () => {
  for (const [name, change] of Object.entries(breaking)) {
    it(name, async () => assert.notDeepEqual(await linesAfter(change), []));
  }
});

describe('what breaks nobody', () => {
  for (const [name, change] of Object.entries(harmless)) {
    it(name, async () => assert.deepEqual(await linesAfter(change), []));
  }
});

describe('the lines', () => {
  const put = '/things/{id}';
  it('name what was removed', async () => {
    assert.deepEqual(await linesAfter(({ paths }) => remove(paths[put], 'put')), [
      'PUT /things/{id}: 200 as application/json is gone',
      'PUT /things/{id}: authenticated by bearerAuth is gone',
      'PUT /things/{id}: parameters is gone',
      'PUT /things/{id}: the operation is gone',
    ]);
  });
  it('name what accepts less', async () => {
    assert.deepEqual(await linesAfter(({ components }) => components.schemas.Change.required.push('extra')), [
      'PUT /things/{id}: the request allows less than before',
    ]);
    assert.deepEqual(await linesAfter(({ paths }) => (paths[put].get.parameters = [])), [
      'GET /things/{id}: parameters allows less than before',
    ]);
  });
  it('name what responds differently', async () => {
    assert.deepEqual(await linesAfter(({ components }) => remove(components.schemas.Problem.properties, 'title')), [
      'GET /things/{id}: the JSON of 404 may have other values than before, or lacks some',
    ]);
  });
});
