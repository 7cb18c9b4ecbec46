import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { hostCheck } from './hosts.ts';
import { protocolProblem, type ProtocolProblemName } from './protocol-problems.ts';

const AUTHORITY = /^https?:\/\/([^/?#@]+)(?=[/?]|$)/i;

/** HEAD requests; the contract describes them as the GET of the same path. */
const heads = new WeakSet<IncomingMessage>();

/** Whether only the response headers were requested. */
export const isHead = (request: IncomingMessage) => heads.has(request);

function countHosts({ rawHeaders }: IncomingMessage): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts;
}

/** A target in absolute form (RFC 9112, 3.2.2) overrides the Host header. */
function useOriginForm(request: IncomingMessage): void {
  const url = request.url ?? '';
  const authority = AUTHORITY.exec(url);
  if (!authority) return;
  const rest = url.slice(authority[0].length);
  request.headers.host = authority[1];
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * Converts the request target to origin form. Returns why the request is refused: its target or host is ambiguous, or
 * the host is not this chat's.
 */
export function readTarget(
  request: IncomingMessage,
  isKnownHost: (host: string | undefined) => boolean,
): ProtocolProblemName | undefined {
  // With two, one proxy may route by the first and another by the last. HTTP/1.0 allows none.
  const hosts = countHosts(request);
  if (hosts > 1 || (hosts === 0 && request.httpVersion !== '1.0')) return 'badRequest';
  useOriginForm(request);
  if (!request.url?.startsWith('/')) return 'badRequest';
  return isKnownHost(request.headers.host) ? undefined : 'unknownHost';
}

/**
 * Converts requests to the form that the contract describes. Throws what `readTarget` refuses.
 *
 * @param publicHosts accepted host names, besides addresses and localhost; undefined: any
 */
export function normalizeTarget(publicHosts: string[] | undefined): RequestHandler {
  const isKnownHost = publicHosts ? hostCheck(publicHosts) : () => true;
  return (request, _response, next) => {
    const refusal = readTarget(request, isKnownHost);
    if (refusal !== undefined) throw protocolProblem(refusal);
    request.originalUrl = request.url;
    if (request.method === 'HEAD') {
      heads.add(request);
      request.method = 'GET';
    }
    next();
  };
}
