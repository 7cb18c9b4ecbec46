import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { Problem } from '../problem.ts';
import { hostCheck, UNKNOWN_HOST } from './hosts.ts';
import { invalid } from './invalid.ts';

/** Requests that came as HEAD, which the contract describes as their GET. */
const heads = new WeakSet<IncomingMessage>();

/** Whether only the headers of the answer were asked for. */
export const isHead = (request: IncomingMessage) => heads.has(request);

function hostsOf({ rawHeaders }: IncomingMessage): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts;
}

/** A target may be a whole URL (RFC 9112, 3.2.2); its host then goes before that of the header. */
function useOriginForm(request: Request): void {
  const { url } = request;
  if (url.startsWith('/') || !/^https?:/i.test(url) || !URL.canParse(url)) return;
  const { host, pathname, search } = new URL(url);
  request.headers.host = host;
  request.url = pathname + search;
  request.originalUrl = request.url;
}

/**
 * Gives every request the form that the contract describes. Throws `validation` where it is not clear for whom it is,
 * or if it is for a host name that is not one of `publicHosts` (undefined: any).
 */
export function normalizeTarget(publicHosts: string[] | undefined): RequestHandler {
  const isKnownHost = publicHosts ? hostCheck(publicHosts) : () => true;
  return (request, _response, next) => {
    // One proxy may route by the first of two, another by the last. Without one HTTP/1.0 is as old clients speak.
    const hosts = hostsOf(request);
    if (hosts > 1 || (hosts === 0 && request.httpVersion !== '1.0')) {
      throw invalid([{ field: '/headers/host', detail: 'must be sent once' }]);
    }
    useOriginForm(request);
    if (!isKnownHost(request.headers.host)) throw new Problem('validation', UNKNOWN_HOST.detail, UNKNOWN_HOST);
    if (request.method === 'HEAD') {
      heads.add(request);
      request.method = 'GET';
    }
    next();
  };
}
