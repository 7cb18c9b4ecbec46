import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Keys } from './keys.ts';
import { REFRESH_GRACE } from './lifetimes.ts';

/** What is kept of a session's refresh tokens: hashes, so that whoever reads the database cannot use them. */
export interface Rotation {
  /** Of the newest token that has been presented (at first: that was issued). */
  current: string;
  /** Of its successor, which is not known to have arrived. */
  next: string;
  /** Of tokens whose successor was presented a moment ago: `at`, in milliseconds since 1970. */
  replaced: { hash: string; at: number }[];
}

const TOKEN = /^(?<sid>[0-9a-f-]{36})\.[\w-]{43}\.[\w-]{43}$/;

const hash = (token: string) => createHash('sha256').update(token).digest('base64url');

/**
 * Refresh tokens: `SID.SECRET.SEAL`. The secret of a token's successor is an HMAC of the token, so that whoever sends
 * the same token again, as two tabs do, or after a lost answer, gets the same one. The seal tells any token that was
 * ever issued from an invented one: nobody can end a session by guessing, and no list of old tokens is needed.
 */
export class RefreshTokens {
  readonly #keys: Keys;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** The first token of a new chain. */
  first(sid: string): string {
    return this.#seal(sid, randomBytes(32).toString('base64url'));
  }

  successor(token: string): string {
    return this.#seal(
      token.slice(0, 36),
      createHmac('sha256', this.#keys.refreshSuccessor).update(token).digest('base64url'),
    );
  }

  /** The session that a token was issued for; undefined where it was not issued by us. */
  sidOf(token: string): string | undefined {
    const sid = TOKEN.exec(token)?.groups?.['sid'];
    if (sid === undefined) return undefined;
    const sealed = this.#seal(sid, token.slice(37, 80));
    return timingSafeEqual(Buffer.from(sealed), Buffer.from(token)) ? sid : undefined;
  }

  /** What to keep of a new chain. */
  begin(first: string): Rotation {
    return { current: hash(first), next: hash(this.successor(first)), replaced: [] };
  }

  /**
   * What to keep after a token of the session was presented; undefined where it was replaced long ago: then somebody
   * has copied it, and whoever presents it now, owner or thief, the session cannot go on.
   */
  present(rotation: Rotation, token: string, now: Date): Rotation | undefined {
    const presented = hash(token);
    const replaced = rotation.replaced.filter(({ at }) => now.getTime() - at <= REFRESH_GRACE);
    if (presented === rotation.next) {
      return {
        current: presented,
        next: hash(this.successor(token)),
        replaced: [...replaced, { hash: rotation.current, at: now.getTime() }],
      };
    }
    const accepted = presented === rotation.current || replaced.some((old) => old.hash === presented);
    return accepted ? { ...rotation, replaced } : undefined;
  }

  #seal(sid: string, secret: string): string {
    const body = `${sid}.${secret}`;
    return `${body}.${createHmac('sha256', this.#keys.refreshSeal).update(body).digest('base64url')}`;
  }
}
