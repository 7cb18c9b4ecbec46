import { hash } from 'node:crypto';
import type { Client } from 'openapi-fetch';
import type { components, paths } from '../../../generated/types/auth.ts';
import type { Listener } from '../database/listener.ts';
import { Problem } from '../problem.ts';
import { createServiceClient } from '../http/service-client.ts';
import type { Caller } from '../caller.ts';
import { askService, unexpectedAnswer } from '../http/ask-service.ts';

/** The channel on which auth-service publishes the `sid` of a session, in the transaction that ends it. */
export const SESSION_ENDED = 'session_ended';

const CACHE_MS = 30_000;
const CACHE_SIZE = 50_000;
/** An access token's lifetime: afterwards no valid token of an ended session exists. */
const ENDED_MS = 15 * 60_000;
/** Two attempts fit in the two seconds within which a caller must get a response. */
const VERIFY_TIMEOUT_MS = 900;
const FAILURE = 'Tokens cannot be checked now';

type TokenVerification = components['schemas']['TokenVerification'];

interface Cached {
  caller: Caller;
  until: number;
}

const digest = (token: string) => hash('sha256', token, 'base64');

function ended(): Problem {
  return new Problem('unauthenticated', 'The session has ended. Log in again.');
}

/**
 * Verifies tokens with auth-service and caches valid ones for up to 30 s. While notifications do not arrive it caches
 * nothing, since it would miss the end of a session.
 */
export class Verifier {
  readonly #client: Client<paths>;
  readonly #listener: Listener;
  readonly #cache = new Map<string, Cached>();
  readonly #pending = new Map<string, Promise<Caller>>();
  readonly #ended = new Map<string, number>();
  /** Number of notification outages. */
  #outages = 0;

  constructor(authUrl: string, listener: Listener) {
    this.#client = createServiceClient<paths>(authUrl, VERIFY_TIMEOUT_MS);
    this.#listener = listener;
    listener.on('notification', (channel, sid) => {
      if (channel === SESSION_ENDED) this.#end(sid);
    });
    listener.on('down', () => {
      this.#outages++;
      this.#cache.clear();
    });
  }

  /** Resolves a token to its caller. Throws `unauthenticated`, or `unavailable` if auth-service is unreachable. */
  readonly authenticate = async (token: string, requestId: string): Promise<Caller> => {
    const key = digest(token);
    const cached = this.#cache.get(key);
    if (cached && cached.until > Date.now()) return cached.caller;
    let pending = this.#pending.get(key);
    if (!pending) {
      pending = this.verifyUncached(token, requestId).finally(() => this.#pending.delete(key));
      this.#pending.set(key, pending);
    }
    return pending;
  };

  /** Like `authenticate`, but bypasses the cache. */
  async verifyUncached(token: string, requestId: string): Promise<Caller> {
    const outages = this.#outages;
    const verification = await this.#request(token, requestId);
    // Notifications were lost meanwhile: the session may have ended unnoticed after the response was sent.
    if (this.#listener.live && outages !== this.#outages) return this.verifyUncached(token, requestId);
    if (!verification.valid) {
      throw verification.reason === 'ended'
        ? ended()
        : new Problem('unauthenticated', `The token is ${verification.reason}. Log in again, or refresh it.`);
    }
    const { username, sub, sid, roles, invited = false, exp } = verification;
    // The session may have ended while the response was pending.
    if (this.#ended.has(sid)) throw ended();
    const caller: Caller = { token, username, sub, sid, roles, invited, exp };
    if (this.#listener.live) this.#store(digest(token), caller);
    return caller;
  }

  async #request(token: string, requestId: string): Promise<TokenVerification> {
    const { data, response } = await askService('auth-service', FAILURE, () =>
      this.#client.POST('/verify', { body: { token }, headers: { 'X-Request-Id': requestId } }),
    );
    if (!data) throw unexpectedAnswer('auth-service', FAILURE, response);
    return data;
  }

  #store(key: string, caller: Caller): void {
    if (this.#cache.size >= CACHE_SIZE) {
      const oldest = this.#cache.keys().next();
      if (!oldest.done) this.#cache.delete(oldest.value);
    }
    this.#cache.delete(key);
    this.#cache.set(key, { caller, until: Math.min(Date.now() + CACHE_MS, caller.exp * 1000) });
  }

  #end(sid: string): void {
    const now = Date.now();
    for (const [other, at] of this.#ended) {
      if (at > now - ENDED_MS) break;
      this.#ended.delete(other);
    }
    this.#ended.set(sid, now);
    for (const [key, { caller }] of this.#cache) if (caller.sid === sid) this.#cache.delete(key);
  }
}
