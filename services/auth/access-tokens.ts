import { createHash, randomUUID, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { ACCESS_TOKEN_LIFETIME, after, earlier } from './lifetimes.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'chat/auth-service';
const AUDIENCE = 'chat';

/** What an access token says. */
export interface Claims {
  sub: string;
  sid: string;
  /** In seconds since 1970. */
  exp: number;
}

/** A token that is none of ours, or too old. */
export type Refusal = 'malformed' | 'expired';

/** Signs and checks access tokens (JWT). Whether the session still lives is not said by them. */
export class AccessTokens {
  readonly #key: KeyObject;
  /** Names the key without telling it, so that a token of a replaced key is known as such. */
  readonly #kid: string;

  constructor(key: KeyObject) {
    this.#key = key;
    this.#kid = createHash('sha256').update('kid').update(key.export()).digest('base64url').slice(0, 16);
  }

  /**
   * No two are the same, not even of one session in one second: who verifies tokens remembers what a person was, and a
   * guest who has just set a password is one no more.
   *
   * @param limit when it expires at the latest: no token outlives its session
   */
  issue(sub: string, sid: string, now: Date, limit: Date): { token: string; expiresAt: Date } {
    const iat = Math.floor(now.getTime() / 1000);
    const exp = Math.floor(earlier(after(now, ACCESS_TOKEN_LIFETIME), limit).getTime() / 1000);
    const token = jwt.sign({ sub, sid, iat, exp, iss: ISSUER, aud: AUDIENCE }, this.#key, {
      algorithm: ALGORITHM,
      keyid: this.#kid,
      jwtid: randomUUID(),
    });
    return { token, expiresAt: new Date(exp * 1000) };
  }

  check(token: string, now: Date): Claims | Refusal {
    try {
      const { header, payload } = jwt.verify(token, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTimestamp: now.getTime() / 1000,
        complete: true,
      });
      return header.kid === this.#kid && isClaims(payload) ? payload : 'malformed';
    } catch (error) {
      return error instanceof jwt.TokenExpiredError ? 'expired' : 'malformed';
    }
  }
}

function isClaims(payload: string | jwt.JwtPayload): payload is jwt.JwtPayload & Claims {
  return (
    typeof payload === 'object' &&
    typeof payload.sub === 'string' &&
    typeof payload['sid'] === 'string' &&
    typeof payload.exp === 'number'
  );
}
