import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';

/**
 * Classes of requests and responses for `createServer`, with the prototypes that the app wants. Express replaces the
 * prototype of every request and response (`Object.setPrototypeOf`), which invalidates V8's inline caches throughout
 * node:http and takes most of a small request's time. Objects of these classes have it from the start, so that the call
 * has no effect.
 */
export function messageClasses(app: Express) {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse<AppRequest> {}
  app.request = Object.setPrototypeOf(AppRequest.prototype, app.request) as typeof app.request;
  app.response = Object.setPrototypeOf(AppResponse.prototype, app.response) as typeof app.response;
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
}
