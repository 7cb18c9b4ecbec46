import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import type { Express } from 'express';
import { admitRequest, answerClientErrors } from '../connections.ts';

const ARRIVAL = {
  headersTimeout: 20_000,
  requestTimeout: 30_000,
  // How often the two timeouts above are checked; the default is every 30 s.
  connectionsCheckingInterval: 5_000,
};

/**
 * An HTTP server for an Express app. Express replaces the prototype of every request and response
 * (`Object.setPrototypeOf`), which invalidates V8's inline caches throughout node:http and takes most of a small
 * request's time. Here they are created with that prototype, so that the call has no effect.
 *
 * @param arrival timeouts for a request's headers and for the whole request, in milliseconds
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
