import type { ErrorRequestHandler } from 'express';
import type { Audit } from '../logging/audit.ts';
import type { Logger } from '../logging/logger.ts';
import { toProblem } from './errors.ts';
import { locals, originOf } from './request-context.ts';

/** Forbidden, and too many requests. */
const REFUSALS: ReadonlySet<number> = new Set([403, 429]);

interface ErrorHandlerOptions {
  logger: Logger;
  audit: Audit;
  isDraining: () => boolean;
}

/** The name in the body of a login. */
function claimedName(body: unknown): string | undefined {
  const { username } = (body ?? {}) as { username?: unknown };
  return typeof username === 'string' ? username : undefined;
}

/** Answers every error with a problem. The cause is logged under the request id that the client gets. */
export function errorHandler({ logger, audit, isDraining }: ErrorHandlerOptions): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { requestId, operation, audited } = locals(response);
    const problem = toProblem(error, request);
    if (REFUSALS.has(problem.status) && !audited) {
      audit.refuse(originOf(request, response), operation?.operationId ?? 'none', problem, claimedName(request.body));
    }
    if (problem.status >= 500) {
      // Nobody misses what a client was refused that has disconnected.
      const ofNote = request.socket.destroyed ? 'debug' : 'warn';
      const level = problem.status === 503 ? ofNote : 'error';
      logger[level]({ requestId, operation: operation?.operationId, err: problem.cause ?? problem }, problem.message);
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (isDraining()) response.setHeader('Connection', 'close');
    response.status(problem.status).set(problem.headers).type('application/problem+json');
    response.json(problem.body(requestId));
  };
}
