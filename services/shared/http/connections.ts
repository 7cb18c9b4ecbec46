import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem } from '../problem.ts';
import { requestId } from './request-id.ts';

/** The answer to the last request of a connection, until it is given. */
const latest = new WeakMap<Duplex, ServerResponse>();
/** Connections that have become a stream: HTTP is over on them. */
const streaming = new WeakSet<Duplex>();

/**
 * Takes the connection out of HTTP for a stream. False where it is not the answer's alone, since requests before it
 * are still unanswered or some after it have come already (pipelining): their answers would end up in the stream.
 */
export function claimConnection(socket: Socket, response: ServerResponse): boolean {
  if (response.socket !== socket || latest.get(socket) !== response) return false;
  streaming.add(socket);
  latest.delete(socket);
  return true;
}

/** Lets a request through, unless its connection is a stream: then the client breaks the protocol, and is cut off. */
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

/** What Node says of what it could not read as a request. */
function toProblem({ code }: NodeJS.ErrnoException): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const detail = 'The headers and the target are limited to 16 KiB together. Send fewer or shorter ones.';
    return new Problem('validation', detail, { status: 431, title: 'The headers are too large' });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const detail = 'The request did not arrive in time. Send it again.';
    return new Problem('validation', detail, { status: 408, title: 'The request took too long' });
  }
  return new Problem('validation', 'Send an HTTP/1.1 request.', { title: 'The request is not HTTP' });
}

function rawAnswer(problem: Problem): string {
  const id = requestId(undefined);
  const body = JSON.stringify(problem.body(id));
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${id}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

/** Answers what is not HTTP with a problem too, unless an answer to something before it is under way. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const before = latest.get(socket);
    const isAnswering = before?.headersSent === true;
    if (!socket.writable || streaming.has(socket) || isAnswering || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    socket.end(rawAnswer(toProblem(error)), () => socket.destroy());
  });
}
