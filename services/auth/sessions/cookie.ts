import type { RequestContext } from '../../shared/http/contract.ts';

/**
 * The name that every installation has used so far. Set for one more release in addition to the new name, and read
 * first, so that old and new replicas running side by side continue one chain of tokens.
 */
const LEGACY_NAME = 'chat_refresh';

type SetCookie = Record<'Set-Cookie', string[]>;

/**
 * The cookies with the refresh token. Browsers share cookies between the ports of a host, so the name contains the
 * installation. Over https the prefix `__Host-` prevents other hosts and http pages from setting it (RFC 6265bis).
 */
export class RefreshCookies {
  readonly #plainName: string;
  readonly #isOurs: (token: string) => boolean;

  /** @param isOurs whether this installation issued the token, valid or not */
  constructor(installation: string, isOurs: (token: string) => boolean) {
    this.#plainName = `${LEGACY_NAME}_${installation}`;
    this.#isOurs = isOurs;
  }

  /** The request's refresh token. */
  read(request: RequestContext): string | undefined {
    return valuesOf(request, LEGACY_NAME).find(this.#isOurs) ?? valuesOf(request, this.#name(request))[0];
  }

  /** The headers that set a refresh token for `maxAge` seconds. */
  set(token: string, maxAge: number, request: RequestContext): SetCookie {
    const values = [LEGACY_NAME, this.#name(request)].map((name) => cookie(name, token, maxAge, request));
    return { 'Set-Cookie': [...values, ...this.#removePlain(request)] };
  }

  /** The headers that remove what `read` finds. Another installation's token under the old name is kept. */
  remove(request: RequestContext): SetCookie {
    const legacy = valuesOf(request, LEGACY_NAME);
    const names = [...(legacy.length === 0 || legacy.some(this.#isOurs) ? [LEGACY_NAME] : []), this.#name(request)];
    const values = names.map((name) => cookie(name, '', 0, request));
    return { 'Set-Cookie': [...values, ...this.#removePlain(request)] };
  }

  #name({ secure }: RequestContext): string {
    return secure ? `__Host-${this.#plainName}` : this.#plainName;
  }

  /** Over https, removes the http cookie: it is not renewed there, and a stale token would end the session. */
  #removePlain(request: RequestContext): string[] {
    if (!request.secure || valuesOf(request, this.#plainName).length === 0) return [];
    return [cookie(this.#plainName, '', 0, request)];
  }
}

function cookie(name: string, token: string, maxAge: number, { secure }: RequestContext): string {
  return `${name}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure ? '; Secure' : ''}`;
}

/** All values of a cookie: a browser sends one per path for which it was set. */
function valuesOf({ rawHeaders }: RequestContext, name: string): string[] {
  const pairs = (rawHeaders.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}
