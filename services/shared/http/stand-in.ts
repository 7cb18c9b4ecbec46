import { createServer, type Server } from 'node:http';
import type { ProcessName } from '../../services.ts';
import { unavailable } from '../problem.ts';
import { requestId } from './request-id.ts';

/** Serves while the service waits for its database: live, not ready, and 503 for everything else. */
export function createStandIn(service: ProcessName): Server {
  return createServer((request, response) => {
    const id = requestId(request.headers['x-request-id']);
    const isHealth = ['GET', 'HEAD'].includes(request.method ?? '') && request.url === '/health';
    const problem = unavailable('The service waits for its database.');
    const body = isHealth ? { status: 'healthy', service } : problem.body(id);
    response.writeHead(isHealth ? 200 : problem.status, {
      'Content-Type': isHealth ? 'application/json' : 'application/problem+json',
      'X-Request-Id': id,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      // The next request may reach the service itself.
      Connection: 'close',
      ...(isHealth ? {} : problem.headers),
    });
    response.end(JSON.stringify(body));
  });
}
