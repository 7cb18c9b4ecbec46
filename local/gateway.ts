/**
 * The local gateway, which replaces nginx, from the same generated table: serves the page, and of the services exactly
 * their public operations and docs.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ServiceName } from '../services/services.ts';
import { admitRequest, answerClientErrors } from '../services/shared/http/connections.ts';
import { hostCheck } from '../services/shared/http/hosts.ts';
import { readTarget } from '../services/shared/http/target.ts';
import { newRequestId, sendProblem, setHeaders } from './gateway-answers.ts';
import { createProxy } from './gateway-proxy.ts';
import { docsRedirect, findRoute, isPagePath, securityHeaders } from './gateway-routes.ts';
import type { ProblemName } from './gateway-routes.ts';

/** Answers a request for anything but the API; calls `next` for what it does not have. */
export type Page = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface GatewayOptions {
  host: string;
  port: number;
  /** Accepted host names, besides addresses and localhost. */
  hosts: string[];
  /** Milliseconds in which a whole request must arrive. */
  requestTimeout?: number;
  /** Returns the service's own address; called for every request. */
  upstream: (service: ServiceName) => string;
  /** Creates the page, which may add a WebSocket to the server. */
  makePage: (server: Server) => Page | Promise<Page>;
}

export interface Gateway {
  port: number;
  /** Stops accepting connections; pending requests may continue until shortly after `drained`. */
  stop(drained: Promise<unknown>): Promise<void>;
}

const graceAfterDrain = 500;

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { host, port, hosts, requestTimeout = 30_000, upstream, makePage } = options;
  const server = createServer({
    headersTimeout: Math.min(10_000, requestTimeout),
    requestTimeout,
    // How often the two are checked.
    connectionsCheckingInterval: Math.ceil(requestTimeout / 6),
    keepAliveTimeout: 65_000,
    // Refused by readTarget, with a problem.
    requireHostHeader: false,
  });
  answerClientErrors(server, securityHeaders);
  const isKnownHost = hostCheck(hosts);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const proxy = createProxy();
  const page = await makePage(server);

  server.on('request', (request, response) => {
    if (!admitRequest(request, response)) return;
    const requestId = newRequestId();
    const fail = (name: ProblemName) => sendProblem(request, response, name, requestId);
    const refusal = readTarget(request, isKnownHost);
    if (refusal !== undefined) {
      fail(refusal);
      return;
    }
    const url = request.url ?? '/';
    const path = url.split('?', 1)[0] ?? url;
    const route = findRoute(path);
    const redirect = docsRedirect(path);
    if (route !== undefined) {
      request.url = route.target + url.slice(path.length);
      // A header that the service sets itself replaces ours.
      setHeaders(response, securityHeaders);
      const { service, secret } = route;
      const to = { url: upstream(service), requestId, cookies: service === 'auth', compress: !secret };
      proxy.pass(request, response, to).catch(() => fail('unavailable'));
    } else if (redirect !== undefined) {
      response.writeHead(308, { ...securityHeaders, Location: redirect }).end();
    } else if (/^\/(api|docs)(\/|$)/.test(path)) {
      fail('notFound');
    } else {
      if (isPagePath(path)) request.url = `/${url.slice(path.length)}`;
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      page(request, response, () => fail(isRead ? 'notFound' : 'methodNotAllowed'));
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

async function stop(server: Server, sockets: Set<Socket>, drained: Promise<unknown>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // Closes keep-alive connections once their pending responses are sent, since no more requests may follow.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await drained.catch(() => undefined);
  const force = setTimeout(() => sockets.forEach((socket) => socket.destroy()), graceAfterDrain);
  await closed;
  clearInterval(idle);
  clearTimeout(force);
}
