import type { RequestContext } from '../shared/http/contract.ts';
import { Problem } from '../shared/problem.ts';

/**
 * Refuses a request that a page of another origin has made: the browser adds the cookie to those of other ports of the
 * same host too (they are the same site), and could so be logged out. Programs send neither header.
 */
export function assertSameOrigin(request: RequestContext): void {
  if (isSameOrigin(request)) return;
  throw new Problem('forbidden', "The request comes from a page on another origin. Send it from the chat's own page.", {
    title: 'Cross-origin request refused',
  });
}

function isSameOrigin({ rawHeaders, secure }: RequestContext): boolean {
  const site = rawHeaders['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  // Browsers send no Sec-Fetch-Site to a plain http address.
  const { origin, host = '' } = rawHeaders;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  // A proxy that is not trusted may have removed the https that the browser speaks.
  if (secure && from.protocol !== 'https:') return false;
  const own = `${from.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === from.host;
}
