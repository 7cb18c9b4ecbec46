import assert from 'node:assert/strict';
import type { components } from '../../../generated/types/auth.ts';

export type Session = components['schemas']['Session'];
export type Verdict = components['schemas']['Verdict'];
type Json = Record<string, unknown>;

/** A browser that keeps the refresh cookie and the latest access token. */
export class Client {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  cookie: string | undefined;
  token: string | undefined;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  /** Sends a request unchanged, with the cookie and the token. Stores the response's cookie. */
  async send(method: string, path: string, body?: Json | string): Promise<Response> {
    const headers: Record<string, string> = { ...this.#headers };
    if (this.cookie) headers['Cookie'] = `theme=dark; chat_refresh=${this.cookie}`;
    if (this.token) headers['Authorization'] = `Bearer ${this.token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    const response = await fetch(this.#url + path, { method, headers, ...(text === undefined ? {} : { body: text }) });
    const setCookie = response.headers.get('set-cookie');
    if (setCookie !== null) this.cookie = /^chat_refresh=([^;]*)/.exec(setCookie)?.[1] || undefined;
    return response;
  }

  /** Logs in without the token, as the page does, whose session is in its cookie. */
  login(username: string, password?: string): Promise<Session> {
    this.token = undefined;
    return this.#session(this.send('POST', '/login', { username, ...(password === undefined ? {} : { password }) }));
  }

  refresh(): Promise<Session> {
    return this.#session(this.send('POST', '/refresh'));
  }

  setPassword(password: string, currentPassword?: string): Promise<Session> {
    const body = { password, ...(currentPassword === undefined ? {} : { currentPassword }) };
    return this.#session(this.send('PUT', '/account/password', body));
  }

  async logout(): Promise<void> {
    assert.equal((await this.send('POST', '/logout')).status, 204);
    this.token = undefined;
  }

  async verify(token = this.token): Promise<Verdict> {
    const response = await this.send('POST', '/verify', { token });
    assert.equal(response.status, 200);
    return (await response.json()) as Verdict;
  }

  async #session(sent: Promise<Response>): Promise<Session> {
    const response = await sent;
    const body = (await response.json()) as Session;
    assert.equal(response.status, 200, JSON.stringify(body));
    this.token = body.token;
    return body;
  }
}
