import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { formats } from '../formats.ts';
import { readSpec } from '../spec.ts';
import { validatorSteps } from './validator-steps.ts';

describe('validatorSteps', () => {
  it("splits the library's middleware", () => {
    const steps = openApiValidator({
      apiSpec: readSpec('auth'),
      validateSecurity: false,
      fileUploader: false,
      formats,
    });
    const { match, validate } = validatorSteps(steps);
    assert.deepEqual(
      match.map(({ name }) => name),
      ['pathParamsMiddleware', 'metadataMiddleware'],
    );
    // Response validation is off by default.
    assert.deepEqual(
      validate.map(({ name }) => name),
      ['securityMiddleware', 'requestMiddleware'],
    );
  });

  it('throws if the library has changed', () => {
    assert.throws(() => validatorSteps([]), /no longer has the middleware metadataMiddleware/);
  });
});
