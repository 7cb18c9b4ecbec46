import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Keys } from '../keys.ts';
import { REFRESH_GRACE } from '../lifetimes.ts';

/**
 * Stored state of a session's refresh tokens. Only hashes, so that a leaked database contains no usable tokens.
 * Replicas of the previous release read and write only `current`, `next` and `replaced`.
 */
export interface Rotation {
  /** Hash of the newest token that has been presented (initially: issued). */
  current: string;
  /** Hash of its only valid successor, which may not have reached the client. */
  next: string;
  /** When `next` was issued, in ms since 1970; undefined before that, and after a replica of the previous release. */
  issuedAt?: number;
  /** The salt of `next`; undefined if it is the first successor of `current`. */
  salt?: string;
  /** Recently rotated tokens whose successor has been presented. */
  replaced: Replaced[];
}

interface Replaced {
  hash: string;
  /** When the successor was issued, in milliseconds since 1970. */
  at: number;
  /** As in `Rotation`. */
  salt?: string;
}

/** An accepted token's successor and the new state. */
export interface Presented {
  rotation: Rotation;
  successor: string;
}

const TOKEN = /^(?<sid>[0-9a-f-]{36})\.[\w-]{43}\.[\w-]{43}$/;

const hash = (token: string) => createHash('sha256').update(token).digest('base64url');

/**
 * Refresh tokens: `SID.SECRET.SEAL`. The secret of a token's successor is an HMAC of the token, so that a repeat within
 * 30 seconds (two tabs, or a lost response) gets the same successor. The seal, a MAC, distinguishes issued tokens from
 * forged ones: nobody can end a session by guessing, and no list of old tokens is needed.
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

  /** The session for which a token was issued; undefined if this service did not issue it. */
  sidOf(token: string): string | undefined {
    const sid = TOKEN.exec(token)?.groups?.['sid'];
    if (sid === undefined) return undefined;
    const sealed = this.#seal(sid, token.slice(37, 80));
    return timingSafeEqual(Buffer.from(sealed), Buffer.from(token)) ? sid : undefined;
  }

  /** The initial state of a new chain. */
  begin(first: string): Rotation {
    return { current: hash(first), next: hash(this.#successor(first)), replaced: [] };
  }

  /**
   * Rotates a token of the session; undefined if the token was copied, since it is invalid or its successor has been
   * presented. Then the session must end, whether the owner or a thief presents it.
   */
  present(rotation: Rotation, token: string, now: Date): Presented | undefined {
    const at = now.getTime();
    const presented = hash(token);
    const replaced = rotation.replaced.filter((old) => isRecent(old.at, at));
    if (presented === rotation.next) return this.#advance(rotation, replaced, token, at);
    if (presented === rotation.current) return this.#repeat({ ...rotation, replaced }, token, at);
    const old = replaced.find((each) => each.hash === presented);
    return old && { rotation: { ...rotation, replaced }, successor: this.#successor(token, old.salt) };
  }

  /** The newest token is presented: the previous one stays valid for the rest of its 30 seconds. */
  #advance({ current, salt, issuedAt }: Rotation, replaced: Replaced[], token: string, at: number): Presented {
    const successor = this.#successor(token);
    const before = { hash: current, at: issuedAt ?? at, ...(salt === undefined ? {} : { salt }) };
    return {
      rotation: {
        current: hash(token),
        next: hash(successor),
        issuedAt: at,
        replaced: isRecent(before.at, at) ? [...replaced, before] : replaced,
      },
      successor,
    };
  }

  /**
   * The same token again: within 30 seconds it gets the same successor; later a new one, which invalidates the earlier.
   * If it always got the same, a thief could repeat the token after each of its owner's refreshes, undetected.
   */
  #repeat(rotation: Rotation, token: string, at: number): Presented {
    const { issuedAt, salt } = rotation;
    if (issuedAt === undefined || isRecent(issuedAt, at)) {
      return { rotation: { ...rotation, issuedAt: issuedAt ?? at }, successor: this.#successor(token, salt) };
    }
    const fresh = randomBytes(16).toString('base64url');
    const successor = this.#successor(token, fresh);
    return { rotation: { ...rotation, next: hash(successor), issuedAt: at, salt: fresh }, successor };
  }

  /** Without a salt, equal to what replicas of the previous release derive. */
  #successor(token: string, salt = ''): string {
    const secret = createHmac('sha256', this.#keys.refreshSuccessor)
      .update(token + salt)
      .digest('base64url');
    return this.#seal(token.slice(0, 36), secret);
  }

  #seal(sid: string, secret: string): string {
    const body = `${sid}.${secret}`;
    return `${body}.${createHmac('sha256', this.#keys.refreshSeal).update(body).digest('base64url')}`;
  }
}

/** Bounds the 30 seconds to twice that if a clock was set back or another replica's clock is behind. */
function isRecent(then: number, now: number): boolean {
  return Math.abs(now - then) <= REFRESH_GRACE;
}
