import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { formats } from '../formats.ts';
import { readSpec } from '../spec.ts';
import { validatorSteps } from './validator-steps.ts';

describe('validatorSteps', () => {
  it('knows the steps of the library', () => {
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
    // The check of answers is off unless it is asked for.
    assert.deepEqual(
      validate.map(({ name }) => name),
      ['securityMiddleware', 'requestMiddleware'],
    );
  });

  it('says so where the library has changed', () => {
    assert.throws(() => validatorSteps([]), /no step metadataMiddleware/);
  });
});
