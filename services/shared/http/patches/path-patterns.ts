import { createRequire } from 'node:module';

/** The part of path-to-regexp that the validator uses. */
interface Patterns {
  pathToRegexp: (path: string, options: { sensitive: boolean; strict: boolean }) => unknown;
}

const validator = createRequire(import.meta.url).resolve('express-openapi-validator');

/**
 * Caches compiled paths: express-openapi-validator compiles the contract's paths again for each request until one
 * matches, a tenth of a small request's time. Call this before the validator is used.
 */
export function rememberPathPatterns(): void {
  const patterns = createRequire(validator)('path-to-regexp') as Patterns;
  const { pathToRegexp } = patterns;
  // One cache per combination of the two options, which differ per app, not per request.
  const compiled = [0, 1, 2, 3].map(() => new Map<string, unknown>());
  patterns.pathToRegexp = (path, options) => {
    const known = compiled[(options.sensitive ? 2 : 0) + (options.strict ? 1 : 0)];
    let pattern = known?.get(path);
    if (pattern === undefined) {
      pattern = pathToRegexp(path, options);
      known?.set(path, pattern);
    }
    return pattern;
  };
}
