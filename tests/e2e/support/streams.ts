import type { BrowserContext, Request } from 'playwright/test';

/** What a person's browser follows. */
export const STREAMS = ['/api/events', '/api/users/events'];

/** The streams that the browser has open, all its tabs together. */
export function openStreams(context: BrowserContext): () => string[] {
  const open = new Set<Request>();
  context.on('request', (request) => {
    if (STREAMS.includes(new URL(request.url()).pathname)) open.add(request);
  });
  context.on('requestfinished', (request) => open.delete(request));
  context.on('requestfailed', (request) => open.delete(request));
  // A tab that closes takes its requests along, without another word.
  const isThere = (request: Request) => !request.frame().page().isClosed();
  return () =>
    [...open]
      .filter(isThere)
      .map((request) => new URL(request.url()).pathname)
      .sort();
}
