import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import { admitRequest, answerClientErrors } from './connections.ts';
import { messageClasses } from './patches/express-prototypes.ts';

const ARRIVAL = {
  headersTimeout: 20_000,
  requestTimeout: 30_000,
  // How often the two timeouts above are checked; the default is every 30 s.
  connectionsCheckingInterval: 5_000,
};

/**
 * An HTTP server for an Express app.
 *
 * @param arrival timeouts for a request's headers and for the whole request, in milliseconds
 */
export function createExpressServer(app: Express, arrival = ARRIVAL): Server {
  const server = createServer(
    {
      ...messageClasses(app),
      // Longer than the gateway's idle timeout (60 s): the gateway closes first, so no request meets a closed socket.
      keepAliveTimeout: 75_000,
      ...arrival,
      // The pipeline refuses a missing Host with a problem response.
      requireHostHeader: false,
      noDelay: true,
    },
    (request, response) => {
      if (admitRequest(request, response)) app(request, response);
    },
  );
  answerClientErrors(server);
  return server;
}
