import { Router, type Request, type RequestHandler } from 'express';
import type { OpenApiRequest, OpenApiRequestMetadata } from 'express-openapi-validator/dist/framework/types.js';

type FoundRequest = Request & Pick<OpenApiRequest, 'openapi'>;

function pathOf({ originalUrl }: Request): string {
  const end = originalUrl.indexOf('?');
  return end === -1 ? originalUrl : originalUrl.slice(0, end);
}

/**
 * Caches the operations of paths without parameters: express-openapi-validator compares each request with the contract's
 * paths one by one, so that a send would cost more with every path that the contract gets. Only what the contract names is
 * cached, however clients spell it.
 *
 * @param match the library's steps, which find the operation and set `request.openapi`
 */
export function rememberOperations(match: readonly RequestHandler[]): RequestHandler {
  const known = new Map<string, OpenApiRequestMetadata>();
  const find = Router().use(...match);
  return (request: FoundRequest, response, next) => {
    const path = pathOf(request);
    const key = `${request.method} ${path}`;
    const operation = known.get(key);
    if (operation) {
      request.openapi = { ...operation, pathParams: {} };
      next();
      return;
    }
    find(request, response, (error?: unknown) => {
      const found = request.openapi;
      if (found?.openApiRoute === path && Object.keys(found.pathParams).length === 0) known.set(key, found);
      next(error);
    });
  };
}
