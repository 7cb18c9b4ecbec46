/** The gateway's own problem responses, with the same texts as nginx's. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { problems, securityHeaders } from './gateway-routes.ts';
import type { ProblemName } from './gateway-routes.ts';

export const newRequestId = (): string => randomBytes(8).toString('hex');

export function setHeaders(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  name: ProblemName,
  requestId: string,
): void {
  // The response has begun: the service died in the middle of it, so it is cut off.
  if (response.headersSent) return void response.destroy();
  request.resume();
  const body = JSON.stringify({ ...problems[name], instance: requestId });
  response.writeHead(problems[name].status, {
    ...securityHeaders,
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    ...(name === 'unavailable' ? { 'Retry-After': 1 + Math.floor(Math.random() * 3) } : {}),
    ...(name === 'methodNotAllowed' ? { Allow: 'GET, HEAD' } : {}),
  });
  response.end(body);
}
