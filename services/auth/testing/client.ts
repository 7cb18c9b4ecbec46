import assert from 'node:assert/strict';
import type { components } from '../../../generated/types/auth.ts';
import { createApi, expectData, type Api, type Session } from '../../../testkit/api.ts';

export type { Session };
export type TokenVerification = components['schemas']['TokenVerification'];
type Json = Record<string, unknown>;

/** A browser that keeps the refresh cookie and the latest access token. */
export class Client {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #api: Api;
  cookie: string | undefined;
  token: string | undefined;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#url = url;
    this.#headers = headers;
    this.#api = createApi(url, { headers, fetch: (request) => this.#fetch(request) });
  }

  /** Sends a request unchanged, with the cookie and the token. Stores the response's cookie. */
  send(method: string, path: string, body?: Json | string): Promise<Response> {
    const request = new Request(this.#url + path, {
      method,
      headers: { ...this.#headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return this.#fetch(request);
  }

  /** Logs in without the token, as the page does, whose session is in its cookie. */
  async login(username: string, password?: string): Promise<Session> {
    this.token = undefined;
    const body = { username, ...(password === undefined ? {} : { password }) };
    return this.#take(expectData(await this.#api.POST('/login', { body })));
  }

  async refresh(): Promise<Session> {
    return this.#take(expectData(await this.#api.POST('/refresh')));
  }

  async setPassword(password: string, currentPassword?: string): Promise<Session> {
    const body = { password, ...(currentPassword === undefined ? {} : { currentPassword }) };
    return this.#take(expectData(await this.#api.PUT('/account/password', { body })));
  }

  async logout(): Promise<void> {
    assert.equal((await this.send('POST', '/logout')).status, 204);
    this.token = undefined;
  }

  async verify(token = this.token ?? ''): Promise<TokenVerification> {
    return expectData(await this.#api.POST('/verify', { body: { token } }));
  }

  async #fetch(request: Request): Promise<Response> {
    if (this.cookie) request.headers.set('Cookie', `theme=dark; chat_refresh=${this.cookie}`);
    if (this.token) request.headers.set('Authorization', `Bearer ${this.token}`);
    const response = await fetch(request);
    const setCookie = response.headers.get('set-cookie');
    if (setCookie !== null) this.cookie = /^chat_refresh=([^;]*)/.exec(setCookie)?.[1] || undefined;
    return response;
  }

  #take(session: Session): Session {
    this.token = session.token;
    return session;
  }
}
