import type { RequestContext } from '../shared/http/contract.ts';
import { SESSION_LIFETIME } from './lifetimes.ts';

const NAME = 'chat_refresh';
const VALUE = new RegExp(`(?:^|;\\s*)${NAME}=([^;\\s]*)`);

/** The refresh token that a request carries, as it came. */
export function readRefreshCookie({ rawHeaders }: RequestContext): string | undefined {
  return VALUE.exec(rawHeaders.cookie ?? '')?.[1];
}

/** The headers that hand a refresh token to a browser; undefined removes it. */
export function setRefreshCookie(token: string | undefined, { secure }: RequestContext): Record<string, string> {
  const maxAge = token === undefined ? 0 : SESSION_LIFETIME / 1000;
  const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure ? '; Secure' : ''}`;
  return { 'Set-Cookie': `${NAME}=${token ?? ''}; ${attributes}` };
}
