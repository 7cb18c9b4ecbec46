import type { components } from '../../../generated/types/auth.ts';

export type Role = components['schemas']['Role'];

/** Who calls, as auth-service vouches for it. */
export interface Caller {
  /** The access token itself, so that an open stream's can be verified again. */
  readonly token: string;
  readonly sub: string;
  readonly sid: string;
  readonly username: string;
  readonly roles: readonly Role[];
  /** When the token expires, in seconds since 1970. */
  readonly exp: number;
}

/** Finds out whose access token it is. Throws `unauthenticated` or `unavailable`. */
export type Authenticate = (token: string, requestId: string) => Promise<Caller>;
