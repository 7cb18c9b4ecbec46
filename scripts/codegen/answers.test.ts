import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answersOf } from './answers.ts';
import type { Operation, Spec } from './specs.ts';

const operation = (responses: Operation['responses']): Operation => ({ operationId: 'o', tags: [], responses });
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const text = { type: 'string', maxLength: 5, enum: ['a'] };

describe('answersOf', () => {
  it('gives the shape of each successful answer, without bounds and enums', () => {
    const item = { type: 'object', properties: { id: text, at: { type: 'integer' } }, required: ['id'] };
    const event = { discriminator: { propertyName: 'type', mapping: { added: '#/components/schemas/Item' } } };
    const spec: Spec = {
      info: { title: '', version: '1' },
      servers: [],
      tags: [],
      components: { schemas: { Item: item, Event: event }, responses: { Gone: json(text) } },
      paths: {
        '/items': {
          get: operation({
            200: json({ type: 'array', items: { $ref: '#/components/schemas/Item' } }),
            404: { $ref: '#/components/responses/Gone' },
          }),
          delete: operation({ 204: {} }),
        },
        '/events': { get: operation({ 200: json({ $ref: '#/components/schemas/Event' }) }) },
        '/stream': { get: operation({ 200: { content: { 'text/event-stream': { schema: text } } } }) },
      },
    };
    assert.deepEqual(answersOf(spec), {
      'GET /items': { 200: [{ id: 'string', 'at?': 'number' }] },
      'DELETE /items': { 204: null },
      'GET /events': { 200: ['type', { added: { id: 'string', 'at?': 'number' } }] },
      'GET /stream': { 200: null },
    });
  });
});
