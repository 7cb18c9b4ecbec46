/** What the gateway answers itself: problems, by the same texts as nginx. */
import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problems, securityHeaders } from './gateway-routes.ts';
import type { ProblemName } from './gateway-routes.ts';

export const newRequestId = (): string => randomBytes(8).toString('hex');

export function setHeaders(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

function problemOf(name: ProblemName, requestId: string): { headers: Record<string, string>; body: string } {
  const body = JSON.stringify({ ...problems[name], instance: requestId });
  const headers = {
    ...securityHeaders,
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    ...(name === 'unavailable' ? { 'Retry-After': String(1 + Math.floor(Math.random() * 3)) } : {}),
    ...(name === 'methodNotAllowed' ? { Allow: 'GET, HEAD' } : {}),
  };
  return { headers, body };
}

export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  name: ProblemName,
  requestId: string,
): void {
  // Too late for an answer: a service that dies in the middle of one has it cut short.
  if (response.headersSent) return void response.destroy();
  request.resume();
  const { headers, body } = problemOf(name, requestId);
  response.writeHead(problems[name].status, headers).end(body);
}

/** By Node's error codes; whatever else it cannot read is no HTTP. */
const unreadable: Record<string, ProblemName> = {
  HPE_HEADER_OVERFLOW: 'headersTooLarge',
  HPE_INVALID_VERSION: 'versionNotSupported',
  ERR_HTTP_REQUEST_TIMEOUT: 'requestTimeout',
};

/** Answers what Node cannot read as a request, unless an answer to something before it is under way. */
export function answerUnreadable(server: Server): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => latest.set(request.socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const before = latest.get(socket);
    const isAnswering = before?.headersSent === true && !before.writableFinished;
    if (!socket.writable || isAnswering || error.code === 'ECONNRESET') return void socket.destroy();
    const name = unreadable[error.code ?? ''] ?? 'badRequest';
    const { headers, body } = problemOf(name, newRequestId());
    const { status } = problems[name];
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  });
}
