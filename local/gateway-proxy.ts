/** Passes a request on to a service, streams included: nothing is kept back, and where one side ends, so does the other. */
import { Agent } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';
import { createProxyServer } from 'httpxy';
import { disconnect } from '../services/shared/http/streaming/disconnect.ts';
import { limitSendQueue } from './gateway-backpressure.ts';

/** A service that says nothing for so long is taken for dead; streams have a heartbeat every 15 s. */
const silenceTimeout = 30_000;

interface Destination {
  url: string;
  requestId: string;
  /** Cookies are for auth-service alone. */
  cookies: boolean;
  compress: boolean;
}

export interface Proxy {
  /** Rejects if the service is unreachable. */
  pass(request: IncomingMessage, response: ServerResponse, to: Destination): Promise<void>;
  close(): void;
}

export function createProxy(): Proxy {
  // Idle connections end before the services would end them. Every stream holds one, so their number has no bound.
  const agent = new Agent({ keepAlive: true, timeout: silenceTimeout, maxSockets: Infinity });
  const proxy = createProxyServer({ agent, proxyTimeout: silenceTimeout, selfHandleResponse: true });
  proxy.on('proxyRes', passResponse);
  return {
    pass: (request, response, { url, requestId, cookies, compress }) => {
      if (!cookies) delete request.headers.cookie;
      if (compress) compressJson(request, response);
      // What a client says of itself is overwritten, never believed.
      const headers = {
        'x-forwarded-for': request.socket.remoteAddress ?? '',
        'x-forwarded-proto': 'http',
        'x-request-id': requestId,
      };
      return proxy.web(request, response, { target: url, headers });
    },
    close: () => agent.destroy(),
  };
}

/** Headers of one connection only (RFC 9110, 7.6.1); Node sets the gateway's own. */
const hopByHop = ['connection', 'keep-alive', 'transfer-encoding'];

function passResponse(answer: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
  response.statusCode = answer.statusCode ?? 502;
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !hopByHop.includes(name)) response.setHeader(name, value);
  }
  answer.once('close', () => {
    if (!answer.complete && !request.socket.destroyed) disconnect(request.socket);
  });
  answer.pipe(limitSendQueue(request.socket)).pipe(response);
}

const isJson = (type: unknown) => /^application\/(problem\+)?json\b/.test(String(type));

/** As nginx does: JSON alone, so never a stream; with little effort, since the network is near. */
const middleware = compression({
  threshold: 1000,
  level: 1,
  filter: (_request, response) => isJson(response.getHeader('Content-Type')),
});

/** Its types are those of Express, of which it needs nothing. */
function compressJson(request: IncomingMessage, response: ServerResponse): void {
  const compress = middleware as unknown as (
    request: IncomingMessage,
    response: ServerResponse,
    next: () => void,
  ) => void;
  compress(request, response, () => undefined);
}
