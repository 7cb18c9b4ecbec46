import { error as openapi } from 'express-openapi-validator';
import { Problem } from '../problem.ts';
import { explainFormat } from './formats.ts';

interface BodyParserError {
  type: string;
  status: number;
}

function isBodyParserError(error: unknown): error is BodyParserError {
  return error instanceof Error && 'type' in error && typeof error.type === 'string' && 'status' in error;
}

function fromBodyParser(error: BodyParserError): Problem | undefined {
  switch (error.type) {
    case 'entity.parse.failed':
      return new Problem('malformed-body', 'The body could not be parsed as JSON. Check it with a JSON validator.');
    case 'entity.too.large':
      return new Problem('payload-too-large', 'A body may have 65536 bytes.');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Problem('unsupported-media-type', 'Send uncompressed JSON in UTF-8.');
    default:
      return error.status < 500 ? new Problem('malformed-body', 'The body could not be read.') : undefined;
  }
}

function fieldErrors(error: InstanceType<typeof openapi.BadRequest>) {
  return error.errors.slice(0, 100).map(({ path, message }) => ({
    field: path.slice(0, 300),
    detail: explainFormat(message).slice(0, 1000),
  }));
}

/** EOV's own messages say the fields; what it throws for a path, a method or a media type becomes our problem kinds. */
function fromValidator(error: unknown): Problem | undefined {
  if (error instanceof openapi.BadRequest) {
    return new Problem('validation', 'Mend the fields listed in errors and send it again.', {
      errors: fieldErrors(error),
    });
  }
  if (error instanceof openapi.NotFound) return new Problem('not-found', 'No operation has this path.');
  if (error instanceof openapi.MethodNotAllowed) {
    return new Problem('method-not-allowed', 'No operation has this method on this path.', {
      headers: { Allow: error.headers?.['Allow'] ?? '' },
    });
  }
  if (error instanceof openapi.UnsupportedMediaType) {
    return new Problem('unsupported-media-type', 'Send JSON, with "Content-Type: application/json".');
  }
  if (error instanceof openapi.RequestEntityTooLarge) {
    return new Problem('payload-too-large', 'A body may have 65536 bytes.');
  }
  return undefined;
}

/** The one place where anything thrown becomes an answer. What is not foreseen says nothing of its cause to the client. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isBodyParserError(error)) {
    const problem = fromBodyParser(error);
    if (problem) return problem;
  }
  return (
    fromValidator(error) ??
    new Problem('internal', 'Try again; if it stays so, tell the operator the id in instance.', { cause: error })
  );
}
