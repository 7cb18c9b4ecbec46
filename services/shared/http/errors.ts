import { error as openapi } from 'express-openapi-validator';
import { Problem } from '../problem.ts';
import { explainFormat } from './formats.ts';
import { invalid } from './invalid.ts';

function methodNotAllowed(declared: string, method: string): Problem {
  const methods = declared.split(', ');
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
  const detail =
    method === 'OPTIONS'
      ? 'Pages of other origins may not call this: it is not shared with them by CORS. Call it from the chat itself, or from a program.'
      : 'No operation has this method on this path.';
  return new Problem('method-not-allowed', detail, { headers: { Allow: allow } });
}

/** EOV's own messages say the fields; what it throws for a path, a method or a media type becomes our problem kinds. */
function fromValidator(error: unknown, method: string): Problem | undefined {
  if (error instanceof openapi.BadRequest) {
    return invalid(error.errors.map(({ path, message }) => ({ field: path, detail: explainFormat(message) })));
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
 * The one place where anything thrown becomes an answer. What is not foreseen says nothing of its cause to the client.
 *
 * @param method of the request
 */
export function toProblem(error: unknown, method: string): Problem {
  if (error instanceof Problem) return error;
  return (
    fromValidator(error, method) ??
    new Problem('internal', 'Try again; if it stays so, tell the operator the id in instance.', { cause: error })
  );
}
