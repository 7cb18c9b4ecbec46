import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Keys } from './keys.ts';
import { REFRESH_GRACE } from './lifetimes.ts';

/**
 * What is kept of a session's refresh tokens: hashes, so that whoever reads the database cannot use them. Replicas of
 * the last version read `current`, `next` and `replaced`, and write these alone.
 */
export interface Rotation {
  /** Of the newest token that has been presented (at first: that was issued). */
  current: string;
  /** Of its only valid successor, which is not known to have arrived. */
  next: string;
  /** When `next` was issued, in milliseconds since 1970; undefined before, and after a replica of the last version. */
  issuedAt?: number;
  /** What `next` was derived with; undefined: it is the first successor of `current`. */
  salt?: string;
  /** Tokens that were traded a moment ago for a successor which has been presented. */
  replaced: Replaced[];
}

interface Replaced {
  hash: string;
  /** When the successor was issued, in milliseconds since 1970. */
  at: number;
  /** As in `Rotation`. */
  salt?: string;
}

/** A token that was accepted: its successor, and what to keep now. */
export interface Presented {
  rotation: Rotation;
  successor: string;
}

const TOKEN = /^(?<sid>[0-9a-f-]{36})\.[\w-]{43}\.[\w-]{43}$/;

const hash = (token: string) => createHash('sha256').update(token).digest('base64url');

/**
 * Refresh tokens: `SID.SECRET.SEAL`. The secret of a token's successor is an HMAC of the token, so that whoever sends
 * the same token again within 30 seconds, as two tabs do, or after a lost answer, gets the same one. The seal tells any
 * token that was ever issued from an invented one: nobody can end a session by guessing, and no list of old tokens is
 * needed.
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

  /** The session that a token was issued for; undefined where it was not issued by us. */
  sidOf(token: string): string | undefined {
    const sid = TOKEN.exec(token)?.groups?.['sid'];
    if (sid === undefined) return undefined;
    const sealed = this.#seal(sid, token.slice(37, 80));
    return timingSafeEqual(Buffer.from(sealed), Buffer.from(token)) ? sid : undefined;
  }

  /** What to keep of a new chain. */
  begin(first: string): Rotation {
    return { current: hash(first), next: hash(this.#successor(first)), replaced: [] };
  }

  /**
   * Trades a token of the session for its successor; undefined if somebody has copied the token: it is no longer valid,
   * or its successor has been presented. Whoever presents it, owner or thief, the session must end.
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

  /** The newest token has arrived: the one before it is accepted for what is left of its 30 seconds. */
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
   * The same token again: within 30 seconds the same successor; later another one, and the earlier successor is no
   * longer valid. Were it the same for ever, a thief could repeat the token after each refresh of its owner, unseen.
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

  /** Without a salt it is what replicas of the last version derive. */
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

/** A clock that was set back, or another replica's that is behind, does not make the 30 seconds longer than twice that. */
function isRecent(then: number, now: number): boolean {
  return Math.abs(now - then) <= REFRESH_GRACE;
}
