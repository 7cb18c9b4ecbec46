import type { RequestHandler } from 'express';

export interface ValidatorSteps {
  /** Finds the operation by path and method. */
  match: RequestHandler[];
  /** Validates the request, and prepares validation of the response. */
  validate: RequestHandler[];
}

/** Function name of the last middleware that takes part in finding the operation. */
const LAST_OF_MATCH = 'metadataMiddleware';

/**
 * Splits express-openapi-validator's middleware in two, so that the access token and the contract's bounds are checked
 * after the operation is known and before the body is read and validated: an anonymous caller must not cause that work.
 */
export function validatorSteps(steps: readonly RequestHandler[]): ValidatorSteps {
  const end = steps.findIndex(({ name }) => name === LAST_OF_MATCH) + 1;
  if (end === 0) throw new Error(`express-openapi-validator no longer has the middleware ${LAST_OF_MATCH}`);
  return { match: steps.slice(0, end), validate: steps.slice(end) };
}
