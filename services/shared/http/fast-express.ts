import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import type { Express } from 'express';
import { admitRequest, answerClientErrors } from './connections.ts';

const ARRIVAL = {
  headersTimeout: 20_000,
  requestTimeout: 30_000,
  // How often the two timeouts above are looked at: by default only every 30 s.
  connectionsCheckingInterval: 5_000,
};

/**
 * An HTTP server for an Express app. Express gives every request and response another prototype
 * (`Object.setPrototypeOf`), which spoils V8's inline caches all through node:http and costs most of a small request's
 * time. Here they are born with that prototype, so that the call changes nothing.
 *
 * @param arrival how long a request's headers, and all of it, may take to arrive, in milliseconds
 */
export function createExpressServer(app: Express, arrival = ARRIVAL): Server {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse<AppRequest> {}
  app.request = Object.setPrototypeOf(AppRequest.prototype, app.request) as typeof app.request;
  app.response = Object.setPrototypeOf(AppResponse.prototype, app.response) as typeof app.response;
  const server = createServer(
    {
      IncomingMessage: AppRequest,
      ServerResponse: AppResponse,
      // Longer than the gateway keeps an idle connection (60 s): whoever sends the requests must be the one that closes.
      keepAliveTimeout: 75_000,
      ...arrival,
      // The pipeline refuses it, with a problem.
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
