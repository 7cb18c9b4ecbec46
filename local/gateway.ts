/**
 * The laptop's gateway, which does what nginx does elsewhere, by the same generated table: the page, and of the
 * services exactly their public operations and docs.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ServiceName } from '../services/bootstrap/bootstrap.ts';
import { createProxy } from './gateway-proxy.ts';
import { docsRedirect, findRoute, problems, securityHeaders } from './gateway-routes.ts';
import type { ProblemName } from './gateway-routes.ts';

/** Answers a request for anything but the API; calls `next` for what it does not have. */
export type Page = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface GatewayOptions {
  host: string;
  port: number;
  /** The service's own address, asked for at every request. */
  upstream: (service: ServiceName) => string;
  /** Makes the page, which may have a WebSocket of its own on the server. */
  makePage: (server: Server) => Page | Promise<Page>;
}

export interface Gateway {
  port: number;
  /** Takes no more connections; what is under way may go on until shortly after `drained`. */
  stop(drained: Promise<unknown>): Promise<void>;
}

const graceAfterDrain = 500;

export async function startGateway({ host, port, upstream, makePage }: GatewayOptions): Promise<Gateway> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const proxy = createProxy();
  const page = await makePage(server);

  server.on('request', (request, response) => {
    const url = request.url ?? '/';
    const path = url.split('?', 1)[0] ?? url;
    const requestId = randomBytes(8).toString('hex');
    const fail = (name: ProblemName) => sendProblem(request, response, name, requestId);
    const route = findRoute(path);
    const redirect = docsRedirect(path);
    if (route !== undefined) {
      request.url = route.target + url.slice(path.length);
      // A header that the service sets itself replaces ours.
      setHeaders(response, securityHeaders);
      const to = { url: upstream(route.service), requestId };
      proxy.pass(request, response, to).catch(() => fail('unavailable'));
    } else if (redirect !== undefined) {
      response.writeHead(308, { ...securityHeaders, Location: redirect }).end();
    } else if (/^\/(api|docs)(\/|$)/.test(path)) {
      fail('notFound');
    } else {
      page(request, response, () => fail('notFound'));
    }
  });

  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async (drained) => {
      await stop(server, sockets, drained);
      proxy.close();
    },
  };
}

function setHeaders(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

function sendProblem(request: IncomingMessage, response: ServerResponse, name: ProblemName, requestId: string): void {
  // Too late for an answer: a service that dies in the middle of one has it cut short.
  if (response.headersSent) return void response.destroy();
  request.resume();
  const problem = problems[name];
  setHeaders(response, securityHeaders);
  if (name === 'unavailable') response.setHeader('Retry-After', 1 + Math.floor(Math.random() * 3));
  response
    .writeHead(problem.status, {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Request-Id': requestId,
    })
    .end(JSON.stringify({ ...problem, instance: requestId }));
}

async function stop(server: Server, sockets: Set<Socket>, drained: Promise<unknown>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection that has had its answer is kept for the next request, which must not come.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await drained.catch(() => undefined);
  const force = setTimeout(() => sockets.forEach((socket) => socket.destroy()), graceAfterDrain);
  await closed;
  clearInterval(idle);
  clearTimeout(force);
}
