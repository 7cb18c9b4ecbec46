import type { RequestHandler } from 'express';
import type { Logger } from '../logging/logger.ts';
import type { RequestMetrics } from '../metrics.ts';
import { locals } from './request-context.ts';
import { requestId } from './request-id.ts';

/** Assigns the request id, sets the headers of all responses, and logs and measures the request. */
export function requestLogger(logger: Logger, metrics: RequestMetrics): RequestHandler {
  return (request, response, next) => {
    const id = requestId(request.headers['x-request-id']);
    locals(response).requestId = id;
    response.setHeader('X-Request-Id', id);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    const started = performance.now();
    response.once('finish', () => {
      const seconds = (performance.now() - started) / 1000;
      const operation = locals(response).operation?.operationId ?? 'none';
      metrics.observe(operation, response.statusCode, seconds);
      logger.debug({ requestId: id, operation, status: response.statusCode, seconds }, 'request');
    });
    next();
  };
}
