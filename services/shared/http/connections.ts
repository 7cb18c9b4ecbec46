import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Problem } from '../problem.ts';
import { protocolProblem, type ProtocolProblemName } from './protocol-problems.ts';
import { requestId } from './request-id.ts';

/** The pending response to the last request of a connection. */
const latest = new WeakMap<Duplex, ServerResponse>();
/** Connections that have become a stream and carry no more HTTP. */
const streaming = new WeakSet<Duplex>();

/**
 * Reserves the connection for a stream. Returns false if other requests of the connection are pending (pipelining):
 * their responses would end up in the stream.
 */
export function claimConnection(socket: Socket, response: ServerResponse): boolean {
  if (response.socket !== socket || latest.get(socket) !== response) return false;
  streaming.add(socket);
  latest.delete(socket);
  return true;
}

/** Admits a request, unless its connection is a stream: then the client violates the protocol and is disconnected. */
export function admitRequest(request: IncomingMessage, response: ServerResponse): boolean {
  const { socket } = request;
  if (streaming.has(socket)) {
    socket.destroy();
    return false;
  }
  latest.set(socket, response);
  response.once('close', () => {
    if (latest.get(socket) === response) latest.delete(socket);
  });
  return true;
}

/** By Node's error code; everything else that it cannot parse is a bad request. */
const CLIENT_ERRORS: Record<string, ProtocolProblemName> = {
  HPE_HEADER_OVERFLOW: 'headersTooLarge',
  HPE_INVALID_VERSION: 'versionNotSupported',
  ERR_HTTP_REQUEST_TIMEOUT: 'requestTimeout',
};

function rawResponse(problem: Problem, headers: Record<string, string>): string {
  const id = requestId(undefined);
  const body = JSON.stringify(problem.body(id));
  const fields = {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'X-Request-Id': id,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
    Connection: 'close',
  };
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');
}

/**
 * Answers what Node cannot parse with a problem, unless the response to an earlier request is being sent. Requests must
 * pass `admitRequest`.
 *
 * @param headers of all responses
 */
export function answerClientErrors(server: Server, headers: Record<string, string> = {}): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isResponding = latest.get(socket)?.headersSent === true;
    if (!socket.writable || streaming.has(socket) || isResponding || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const problem = protocolProblem(CLIENT_ERRORS[error.code ?? ''] ?? 'badRequest');
    socket.end(rawResponse(problem, headers), () => socket.destroy());
  });
}
