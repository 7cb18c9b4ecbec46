import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it, mock } from 'node:test';
import express, { type Request, type Response } from 'express';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { listen } from '../../service/listen.ts';
import { formats } from '../formats.ts';
import { readSpec } from '../spec.ts';
import { rememberPathPatterns } from './path-patterns.ts';

const require = createRequire(createRequire(import.meta.url).resolve('express-openapi-validator'));

describe('rememberPathPatterns', () => {
  it('makes the validator compile each path once', async () => {
    const patterns = require('path-to-regexp') as { pathToRegexp: (path: string, options: object) => unknown };
    const compile = mock.method(patterns, 'pathToRegexp');
    const compiled = compile.mock;
    rememberPathPatterns();
    const app = express();
    app.use(
      openApiValidator({ apiSpec: readSpec('auth'), validateSecurity: false, fileUploader: false, formats }),
      (_request: Request, response: Response) => void response.end(),
    );
    const service = { spec: 'auth' as const, app, drain: () => undefined, close: () => Promise.resolve() };
    const running = await listen(service, '127.0.0.1', 0);
    // The warm-up has called every operation. If it compiled nothing, the validator takes another way.
    const afterWarmUp = compiled.callCount();
    assert.ok(afterWarmUp > 0);
    assert.equal((await fetch(`http://127.0.0.1:${running.port}/health`)).status, 200);
    await running.stop();
    assert.equal(compiled.callCount(), afterWarmUp);
  });
});
