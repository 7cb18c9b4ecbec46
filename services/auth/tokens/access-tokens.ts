import { createHash, randomUUID, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { ACCESS_TOKEN_LIFETIME, after, earlier } from '../lifetimes.ts';

const ALGORITHM = 'HS256';
const ISSUER = 'chat/auth-service';
const AUDIENCE = 'chat';

/** The claims of an access token. */
export interface Claims {
  sub: string;
  sid: string;
  /** In seconds since 1970. */
  exp: number;
}

/** Why a token is invalid: not issued by this service, or expired. */
export type Refusal = 'malformed' | 'expired';

/** Signs and verifies access tokens (JWT). They do not tell whether the session is still active. */
export class AccessTokens {
  readonly #key: KeyObject;
  /** Identifies the key without revealing it, so that tokens signed with a replaced key are recognized. */
  readonly #kid: string;

  constructor(key: KeyObject) {
    this.#key = key;
    this.#kid = createHash('sha256').update('kid').update(key.export()).digest('base64url').slice(0, 16);
  }

  /**
   * Every token is unique, even within one session and second: verifiers cache a token's claims, and these change when
   * a guest sets a password.
   *
   * @param limit the latest expiry: no token outlives its session
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
