import type { RequestHandler } from 'express';

export interface ValidatorSteps {
  /** Finds the operation that the path and the method are of. */
  match: RequestHandler[];
  /** Checks the request, and prepares the check of the answer. */
  validate: RequestHandler[];
}

/** The last step of those that find the operation, by its function's name. */
const LAST_OF_MATCH = 'metadataMiddleware';

/**
 * express-openapi-validator is a list of steps with nothing in between. Here what costs an anonymous caller nothing
 * comes in between: the access token and the bounds of the contract are checked before the body is read and validated.
 */
export function validatorSteps(steps: readonly RequestHandler[]): ValidatorSteps {
  const end = steps.findIndex(({ name }) => name === LAST_OF_MATCH) + 1;
  if (end === 0) throw new Error(`express-openapi-validator has no step ${LAST_OF_MATCH} any more`);
  return { match: steps.slice(0, end), validate: steps.slice(end) };
}
