/** Passes a request on to a service, streams included: nothing is kept back, and where one side ends, so does the other. */
import { Agent } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createProxyServer } from 'httpxy';

/** A service that says nothing for so long is taken for dead; streams have a heartbeat every 15 s. */
const silenceTimeout = 30_000;

export interface Proxy {
  /** Rejects where the service is out of reach. */
  pass(request: IncomingMessage, response: ServerResponse, to: { url: string; requestId: string }): Promise<void>;
  close(): void;
}

export function createProxy(): Proxy {
  // Idle connections end before the services would end them. Every stream holds one, so their number has no bound.
  const agent = new Agent({ keepAlive: true, timeout: silenceTimeout, maxSockets: Infinity });
  const proxy = createProxyServer({ agent, proxyTimeout: silenceTimeout });
  return {
    pass: (request, response, { url, requestId }) => {
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
