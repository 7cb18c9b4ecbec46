import { error as openapi } from 'express-openapi-validator';
import { Problem } from '../problem.ts';
import { explainFormat } from './formats.ts';
import { invalid } from './invalid.ts';

interface Refused {
  method: string;
  body?: unknown;
}

/** The value at a path such as `/body/username`. */
function valueAt(request: unknown, path: string): unknown {
  const step = (value: unknown, key: string) =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return path.split('/').slice(1).reduce(step, request);
}

function methodNotAllowed(declared: string, method: string): Problem {
  const methods = declared.split(', ');
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
  const detail =
    method === 'OPTIONS'
      ? 'CORS is disabled: pages of other origins cannot call this API. Call it from the chat itself, or from a program.'
      : 'No operation has this method on this path.';
  return new Problem('method-not-allowed', detail, { headers: { Allow: allow } });
}

/** Converts errors of express-openapi-validator to our problem kinds; its messages name the fields. */
function fromValidator(error: unknown, { method, body }: Refused): Problem | undefined {
  if (error instanceof openapi.BadRequest) {
    const explain = (path: string, message: string) => explainFormat(message, valueAt({ body }, path));
    return invalid(error.errors.map(({ path, message }) => ({ field: path, detail: explain(path, message) })));
  }
  if (error instanceof openapi.NotFound) return new Problem('not-found', 'No operation has this path.');
  if (error instanceof openapi.MethodNotAllowed) {
    return methodNotAllowed(error.headers?.['Allow'] ?? '', method);
  }
  if (error instanceof openapi.UnsupportedMediaType) {
    return new Problem('unsupported-media-type', 'Send JSON, with "Content-Type: application/json".');
  }
  return undefined;
}

/**
 * Converts anything thrown into a problem response. Unexpected errors reveal nothing about their cause to the client.
 *
 * @param request that failed
 */
export function toProblem(error: unknown, request: Refused): Problem {
  if (error instanceof Problem) return error;
  return (
    fromValidator(error, request) ??
    new Problem('internal', 'Try again. If it keeps failing, report the id in `instance` to the operator.', {
      cause: error,
    })
  );
}
