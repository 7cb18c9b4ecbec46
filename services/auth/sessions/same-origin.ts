import type { RequestContext } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';

/**
 * Refuses requests from pages of another origin: browsers also send the cookie with requests from other ports of the
 * same host (they are same-site), so such a page could log the user out. Programs send neither header.
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
  // Browsers send no Sec-Fetch-Site over plain http.
  const { origin, host = '' } = rawHeaders;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  // An untrusted proxy may have terminated the browser's https.
  if (secure && from.protocol !== 'https:') return false;
  const own = `${from.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === from.host;
}
