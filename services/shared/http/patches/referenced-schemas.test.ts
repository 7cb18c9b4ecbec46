import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it, mock } from 'node:test';
import express, { type Request, type Response } from 'express';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { listen } from '../../service/listen.ts';
import { formats } from '../formats.ts';
import { readSpec } from '../spec.ts';
import { compileReferencedSchemas } from './referenced-schemas.ts';

const require = createRequire(createRequire(import.meta.url).resolve('express-openapi-validator'));

type Schema = Record<string, unknown> & { components?: Record<string, object> };
interface Compiler {
  useAjvCache: (ajv: object, schema: Schema, key: string) => unknown;
}

const responseOf = (reference: string) => ({ type: 'object', properties: { response: { $ref: reference } } });

describe('compileReferencedSchemas', () => {
  const compiler = require('./middlewares/util') as Compiler;
  const compiled = mock.method(compiler, 'useAjvCache').mock;
  compileReferencedSchemas();

  it('leaves out what a schema does not refer to', () => {
    const components = {
      schemas: {
        Room: {
          properties: { owner: { $ref: '#/components/schemas/Person' }, parent: { $ref: '#/components/schemas/Room' } },
        },
        Person: { type: 'string' },
        Message: { type: 'string' },
      },
      parameters: { Limit: { in: 'query' } },
    };
    compiled.resetCalls();
    for (const key of ['first', 'second']) {
      const schema = { ...responseOf('#/components/schemas/Room'), paths: { '/rooms': {} }, components };
      compiler.useAjvCache({ getSchema: () => true }, schema, key);
    }
    const [first, second] = compiled.calls.map(({ arguments: [, schema, key] }) => ({ schema, key }));
    const { Room, Person } = components.schemas;
    const expected = { ...responseOf('#/components/schemas/Room'), components: { schemas: { Room, Person } } };
    assert.deepEqual(first?.schema, expected);
    assert.equal(first.key, second?.key, 'equal schemas have one key, so they are compiled once');
  });

  it('is what the validator compiles requests and responses with', async () => {
    compiled.resetCalls();
    const app = express();
    app.use(
      openApiValidator({
        apiSpec: readSpec('auth'),
        validateResponses: true,
        validateSecurity: false,
        fileUploader: false,
        formats,
      }),
      (_request: Request, response: Response) => void response.json({}),
      (_error: unknown, _request: Request, response: Response, _next: unknown) => void response.status(400).end(),
    );
    const service = { spec: 'auth' as const, app, drain: () => undefined, close: () => Promise.resolve() };
    // The warm-up calls every operation.
    await (await listen(service, '127.0.0.1', 0)).stop();

    const schemas = compiled.calls.map(({ arguments: [, schema] }) => schema);
    assert.ok(schemas.some(({ properties }) => 'query' in (properties as object)));
    assert.ok(schemas.some(({ properties }) => 'response' in (properties as object)));
    const total = Object.keys(readSpec('auth').components?.schemas ?? {}).length;
    for (const { paths, components } of schemas) {
      assert.equal(paths, undefined);
      assert.ok(Object.keys(components?.['schemas'] ?? {}).length < total);
    }
  });
});
