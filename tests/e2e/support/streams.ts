import type { BrowserContext, Request } from 'playwright/test';

/** The streams of a user's browser. */
export const STREAMS = ['/api/events', '/api/users/events'];

/** The open streams of all tabs of the browser. */
export function openStreams(context: BrowserContext): () => string[] {
  const open = new Set<Request>();
  context.on('request', (request) => {
    if (STREAMS.includes(new URL(request.url()).pathname)) open.add(request);
  });
  context.on('requestfinished', (request) => open.delete(request));
  context.on('requestfailed', (request) => open.delete(request));
  // A tab that closes ends its requests without an event.
  const isThere = (request: Request) => !request.frame().page().isClosed();
  return () =>
    [...open]
      .filter(isThere)
      .map((request) => new URL(request.url()).pathname)
      .sort();
}
