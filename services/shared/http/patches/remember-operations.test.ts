import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it, mock } from 'node:test';
import express, { type Request, type Response } from 'express';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { listen, type RunningService } from '../../service/listen.ts';
import { formats } from '../formats.ts';
import { matched } from '../request-context.ts';
import { readSpec } from '../spec.ts';
import { rememberOperations } from './remember-operations.ts';
import { validatorSteps } from './validator-steps.ts';

const require = createRequire(createRequire(import.meta.url).resolve('express-openapi-validator'));

describe('rememberOperations', () => {
  const patterns = require('path-to-regexp') as { pathToRegexp: (path: string, options: object) => unknown };
  const compared = mock.method(patterns, 'pathToRegexp').mock;
  let running: RunningService;
  let url: string;

  before(async () => {
    const steps = openApiValidator({
      apiSpec: readSpec('messages'),
      validateSecurity: false,
      fileUploader: false,
      formats,
    });
    const app = express();
    const { match, validate } = validatorSteps(steps);
    app.use(rememberOperations(match), validate, (request: Request, response: Response) => {
      const { schema, pathParams } = matched(request);
      response.json({ operation: schema.operationId, params: pathParams });
    });
    const service = { spec: 'messages' as const, app, drain: () => undefined, close: () => Promise.resolve() };
    running = await listen(service, '127.0.0.1', 0);
    url = `http://127.0.0.1:${running.port}`;
  });
  after(() => running.stop());

  const call = async (path: string) => (await fetch(url + path)).json();

  it('compares a path without parameters with those of the contract once', async () => {
    // The warm-up has called every operation. If it compared nothing, the validator takes another way.
    const afterWarmUp = compared.callCount();
    assert.ok(afterWarmUp > 0);
    assert.deepEqual(await call('/rooms'), { operation: 'listRooms', params: {} });
    assert.deepEqual(await call('/rooms/public?limit=3'), { operation: 'browseRooms', params: {} });
    assert.equal(compared.callCount(), afterWarmUp);
  });

  it('tells methods apart', async () => {
    const posted = await fetch(`${url}/rooms`, { method: 'PUT' });
    assert.equal(posted.status, 405);
  });

  it('finds paths with parameters each time, and other spellings of a path', async () => {
    for (const room of ['3f0a2c9e-6f5d-4c7b-9a51-0e8d1b7c2f44', '5b1d7c1e-8f0a-4a53-9d0c-2f8f4f6f2b11']) {
      assert.deepEqual(await call(`/rooms/${room}`), { operation: 'getRoom', params: { room } });
    }
    assert.deepEqual(await call('/Rooms/'), { operation: 'listRooms', params: {} });
  });

  it('refuses the template of a path, which the warm-up calls, as any other wrong parameter', async () => {
    assert.equal((await fetch(`${url}/messages/{id}`, { method: 'DELETE' })).status, 400);
  });
});
