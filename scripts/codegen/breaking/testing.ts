import type { Security } from '../specs.ts';

const description = 'd';
const json = (name: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});

const closedObject = <Properties extends Record<string, object>>(required: string[], properties: Properties) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const schemas = () => ({
  Thing: closedObject(['id'], {
    id: { type: 'string', format: 'uuid' },
    kind: { type: 'string', enum: ['made', 'found'] },
    code: { type: 'string', pattern: '^[a-z]+$' },
    count: { type: 'integer', maximum: 10 },
    note: { type: 'string' },
    parent: { $ref: '#/components/schemas/Part' },
  }),
  Part: closedObject(['name'], { name: { type: 'string' } }),
  Change: closedObject(['note'], {
    note: { type: 'string', minLength: 1, maxLength: 100 },
    code: { type: 'string', pattern: '^[a-z]+$' },
    until: { type: 'string', format: 'date-time' },
    kind: { type: 'string', enum: ['made', 'found'] },
    many: { type: 'array', items: { type: 'string' }, maxItems: 5 },
    extra: { type: 'string' },
  }),
  Problem: closedObject([], { title: { type: 'string' } }),
  StreamData: closedObject(['at'], { at: { type: 'string', format: 'date-time' } }),
});

const readParameters = () => [
  { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 50 } as object },
];

/** A fresh contract each time, since a test changes its own. `StreamData` is what no operation names. */
export const contract = () => ({
  openapi: '3.0.3',
  info: { title: 'test-service', version: '1' },
  servers: [{ url: '/api' }],
  security: [{ bearerAuth: [] }] as Security,
  tags: [{ name: 'things' }],
  paths: {
    '/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } as object }],
      get: {
        operationId: 'read',
        tags: ['things'],
        parameters: readParameters(),
        responses: {
          200: {
            description,
            content: { ...json('Thing').content, 'text/event-stream': { schema: { type: 'string' } } },
          },
          404: { $ref: '#/components/responses/Problem' },
        },
      },
      put: { operationId: 'write', tags: ['things'], requestBody: json('Change'), responses: { 200: json('Thing') } },
    },
  },
  components: {
    schemas: schemas(),
    responses: {
      Problem: {
        description,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    securitySchemes: {
      bearerAuth: { type: 'http', scheme: 'bearer' },
      cookieAuth: { type: 'apiKey', in: 'cookie', name: 'session' },
    },
  },
});
