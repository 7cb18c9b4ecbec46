/** For whom a request is: what may be read in two ways is refused. */
import type { IncomingMessage } from 'node:http';
import type { ProblemName } from './gateway-routes.ts';

/** A target may be a whole URL (RFC 9112, 3.2.2); its host then replaces that of the header. */
function useOriginForm(request: IncomingMessage): void {
  const url = request.url ?? '/';
  const authority = /^https?:\/\/([^/?#@]+)(?=[/?]|$)/i.exec(url);
  if (!authority) return;
  const rest = url.slice(authority[0].length);
  request.headers.host = authority[1];
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}

/** Gives the request the form in which the rest of the gateway reads it; or says why it is refused. */
export function readTarget(
  request: IncomingMessage,
  isKnownHost: (host: string | undefined) => boolean,
): ProblemName | undefined {
  const hosts = request.headersDistinct['host']?.length ?? 0;
  if (hosts > 1 || (hosts === 0 && request.httpVersion !== '1.0')) return 'badRequest';
  useOriginForm(request);
  if (!request.url?.startsWith('/')) return 'badRequest';
  return isKnownHost(request.headers.host) ? undefined : 'unknownHost';
}
